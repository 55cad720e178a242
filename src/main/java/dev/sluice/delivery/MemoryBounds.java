package dev.sluice.delivery;

/**
 * How much memory the delivery may take, in bytes.
 *
 * @param step what one step may read from the store, beyond one message or event
 * @param logs the logs of all topics; outside the heap
 * @param direct these and what is being written from chunks that are in no log any more; outside the heap
 * @param writes what is being written from the heap
 */
public record MemoryBounds(long step, long logs, long direct, long writes) {
    /**
     * The shares of a JVM's memory.
     *
     * @param heap how large its heap may grow
     * @param direct how much it may take outside the heap
     */
    public static MemoryBounds of(long heap, long direct) {
        // Small shares, since a message that is longer than a region of G1's heap takes up to twice its length.
        return new MemoryBounds(heap / 16, Math.min(heap, direct) / 4, direct / 2, heap / 8);
    }
}
