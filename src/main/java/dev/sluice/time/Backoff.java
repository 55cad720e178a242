package dev.sluice.time;

import java.time.Duration;

/** The waits between attempts that fail: longer each time, up to a maximum. One thread at a time. */
public final class Backoff {
    private final long firstNanos;
    private final long longestNanos;
    private long nextNanos;

    public Backoff(Duration first, Duration longest) {
        firstNanos = first.toNanos();
        longestNanos = longest.toNanos();
        nextNanos = firstNanos;
    }

    /** Returns the nanoseconds to wait now; the next wait is twice as long. */
    public long next() {
        long nanos = nextNanos;
        nextNanos = Math.min(longestNanos, nanos * 2);
        return nanos;
    }

    /** Records a success: the next wait is the first one again. */
    public void reset() {
        nextNanos = firstNanos;
    }
}
