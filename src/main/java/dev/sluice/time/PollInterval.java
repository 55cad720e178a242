package dev.sluice.time;

import java.time.Duration;

/**
 * The wait before queues are looked at again: the safety poll if pushes are signalled; if not, first five milliseconds,
 * doubled with each look that finds nothing.
 */
public final class PollInterval {
    private static final Duration SHORTEST = Duration.ofMillis(5);
    /** A message should not wait longer than this. */
    private static final Duration MAX = Duration.ofMillis(160);

    private final long safetyNanos;
    private final Backoff unsignalled = new Backoff(SHORTEST, MAX);

    public PollInterval(Duration safetyPoll) {
        this.safetyNanos = safetyPoll.toNanos();
    }

    public long next(boolean signalled, boolean found) {
        if (found) {
            unsignalled.reset();
        }
        long nanos = unsignalled.next();
        return signalled ? safetyNanos : Math.min(nanos, safetyNanos);
    }
}
