package dev.sluice.delivery.queue;

/** The bounds of one round of exchanges or of pops: of its memory, and of the time for which the store is busy. */
final class RoundBounds {
    /** The most messages of one queue. */
    static final int MAX_MESSAGES = 1_000;

    private static final int MAX_QUEUES = 200;
    private static final long MAX_BYTES = 4 << 20;

    private RoundBounds() {}

    /** Returns the most queues of a round: beyond its share each may bring one message, which may be long. */
    static long queues(QueueSettings settings) {
        return Math.min(MAX_QUEUES, Math.max(1, settings.stepBytes() / settings.maxMessageBytes()));
    }

    /** Returns the number of shares of a round, at least one. @param due the number of due queues */
    static int shares(int due) {
        return Math.max(1, Math.min(due, MAX_QUEUES));
    }

    /** Returns the most bytes of the events of a round, beyond one: lines of a few characters grow to many times that. */
    static long eventBytes(QueueSettings settings) {
        return 2 * settings.stepBytes();
    }

    /** Returns the bytes of each share. */
    static long bytesEach(int due, QueueSettings settings) {
        return Math.min(MAX_BYTES, settings.stepBytes()) / shares(due);
    }
}
