package dev.sluice.delivery;

/**
 * The bounds of delivery's memory.
 *
 * @param stepBytes the most that one step may read, beyond one message; also bounds the publications that wait
 * @param logBytes the logs of all topics; outside the heap
 * @param directBytes all chunks: those in logs, and older ones that writes still use; outside the heap
 * @param writeBytes pending writes from the heap
 */
public record MemoryBounds(long stepBytes, long logBytes, long directBytes, long writeBytes) {
    /**
     * Returns delivery's shares of a JVM's memory.
     *
     * @param heapBytes the maximum of its heap
     * @param directBytes the maximum outside the heap
     */
    public static MemoryBounds of(long heapBytes, long directBytes) {
        // Small shares: G1 gives a message of over half a region whole regions, up to twice its length.
        return new MemoryBounds(heapBytes / 16, Math.min(heapBytes, directBytes) / 4, directBytes / 2, heapBytes / 8);
    }
}
