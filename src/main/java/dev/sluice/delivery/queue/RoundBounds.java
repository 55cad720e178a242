package dev.sluice.delivery.queue;

/** What one round of exchanges or of pops may be: they bound what it keeps in memory, and how long the store is busy. */
final class RoundBounds {
    /** Of one queue. */
    static final int MAX_MESSAGES = 1_000;

    private static final int MAX_QUEUES = 200;
    private static final long MAX_BYTES = 4 << 20;

    private RoundBounds() {}

    /** How many queues a round may have: beyond its share each may bring one message, which may be a long one. */
    static long queues(QueueSettings settings) {
        return Math.min(MAX_QUEUES, Math.max(1, settings.stepBytes() / settings.maxMessageBytes()));
    }

    /** Among how many queues a round is shared out where so many are due; at least one. */
    static int shares(int due) {
        return Math.max(1, Math.min(due, MAX_QUEUES));
    }

    /** How many bytes each of them gets. */
    static long bytesEach(int due, QueueSettings settings) {
        return Math.min(MAX_BYTES, settings.stepBytes()) / shares(due);
    }
}
