package dev.sluice.time;

import java.time.Duration;

/** The pace of retries of what the store has refused: once in a safety poll, however often others are asked for. */
public final class RetryPace {
    private final long pauseNanos;
    private long nextAt;

    /** @param now the time, by the {@link Ticker} */
    public RetryPace(Duration safetyPoll, long now) {
        this.pauseNanos = safetyPoll.toNanos();
        this.nextAt = now;
    }

    /** Returns true if a retry is due; the next one is due a safety poll later. */
    public boolean take(long now) {
        boolean due = now - nextAt >= 0;
        if (due) {
            nextAt = now + pauseNanos;
        }
        return due;
    }
}
