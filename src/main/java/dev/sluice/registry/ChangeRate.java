package dev.sluice.registry;

import java.util.concurrent.TimeUnit;

/** The rate of changes over the last second. One thread at a time. */
final class ChangeRate {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The times of the last changes; {@link #next} is the place of the oldest one. */
    private final long[] times;

    private int next;
    private boolean full;

    /** @param most the number of changes in a second that is not exceeded yet */
    ChangeRate(int most) {
        times = new long[most];
    }

    /** Counts a change; returns true if there were more than the most in the second that ends now. */
    boolean count(long now) {
        boolean exceeded = full && now - times[next] < WINDOW_NANOS;
        times[next] = now;
        next = (next + 1) % times.length;
        full |= next == 0;
        return exceeded;
    }
}
