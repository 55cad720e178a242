package dev.sluice.bridge.source;

/**
 * Bounds on the memory that a source uses.
 *
 * @param batch the most records of a poll
 * @param ahead the most records that the broker sends before they are acknowledged
 * @param messageBytes the longest message that a client takes; a longer one would not fit into the heap
 */
public record ReadLimits(int batch, int ahead, int messageBytes) {
    /** A poll ends with the record that reaches so many bytes. */
    public static final int POLL_BYTES = 4 << 20;

    /** The part of the heap that may be full of records that were sent ahead. */
    private static final int AHEAD_PART = 4;
    /** The part of the heap that a single message may have: its client and the publication copy it. */
    private static final int MESSAGE_PART = 8;

    /**
     * Returns limits with which messages that can be published fit into the heap.
     *
     * @param maxMessageBytes the longest message that can be published
     * @param heapBytes the memory for the source and all that it publishes
     */
    public static ReadLimits of(int batch, int maxMessageBytes, long heapBytes) {
        long fitting = Math.max(1, heapBytes / AHEAD_PART / maxMessageBytes);
        long message = Math.min(Integer.MAX_VALUE, heapBytes / MESSAGE_PART);
        return new ReadLimits(batch, (int) Math.min(2L * batch, fitting), Math.max(maxMessageBytes, (int) message));
    }
}
