package dev.sluice.connection;

import dev.sluice.time.Ticker;

/** When the next heartbeat of a connection is due. Guarded by the connection's monitor. */
final class HeartbeatTimer {
    private final Heartbeat kind;
    private final Ticker ticker;
    private final StreamWriter writer;

    /** The time of the last heartbeat that pages see, or of the beginning. */
    private long beatAt;

    HeartbeatTimer(Heartbeat kind, Ticker ticker, StreamWriter writer) {
        this.kind = kind;
        this.ticker = ticker;
        this.writer = writer;
        restart();
    }

    Heartbeat kind() {
        return kind;
    }

    /** Counts from now on. */
    void restart() {
        beatAt = ticker.nanos();
    }

    /** Returns true if a heartbeat is due at this interval. A comment is not while a write is under way. */
    boolean isDue(long intervalNanos) {
        return (writer.isReady() || kind.isSeen()) && sinceNanos() >= intervalNanos;
    }

    /** Returns the time until a heartbeat is due at this interval; 0 while a write is under way. */
    long restNanos(long intervalNanos) {
        return writer.isReady() ? intervalNanos - sinceNanos() : 0;
    }

    private long sinceNanos() {
        return kind.isSeen() ? ticker.nanos() - beatAt : writer.sinceProgressNanos();
    }
}
