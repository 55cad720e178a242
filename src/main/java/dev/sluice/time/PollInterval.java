package dev.sluice.time;

import java.time.Duration;

/**
 * How long to wait before queues are looked at again: the safety poll where pushes are signalled; where not, from five
 * milliseconds on, doubled with each look that finds nothing.
 */
public final class PollInterval {
    private static final long SHORTEST_NANOS = Duration.ofMillis(5).toNanos();
    /** Nobody should wait longer than this for a message that lies there. */
    private static final long LONGEST_NANOS = Duration.ofMillis(160).toNanos();

    private final long safetyNanos;
    private long nanos = SHORTEST_NANOS;

    public PollInterval(Duration safetyPoll) {
        this.safetyNanos = safetyPoll.toNanos();
    }

    public long next(boolean signalled, boolean found) {
        nanos = found ? SHORTEST_NANOS : Math.min(nanos * 2, LONGEST_NANOS);
        return signalled ? safetyNanos : Math.min(nanos, safetyNanos);
    }
}
