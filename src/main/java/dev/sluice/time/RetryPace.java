package dev.sluice.time;

import java.time.Duration;

/** When the store is asked again for what it has refused: once in a safety poll, however often others are asked for. */
public final class RetryPace {
    private final long pauseNanos;
    private long nextAt;

    /** @param now the time, by the {@link Ticker} */
    public RetryPace(Duration safetyPoll, long now) {
        this.pauseNanos = safetyPoll.toNanos();
        this.nextAt = now;
    }

    /** Whether it is time; then the next time is a safety poll later. */
    public boolean take(long now) {
        boolean due = now - nextAt >= 0;
        if (due) {
            nextAt = now + pauseNanos;
        }
        return due;
    }
}
