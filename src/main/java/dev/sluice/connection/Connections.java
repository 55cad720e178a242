package dev.sluice.connection;

import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of this node: their heartbeats, the end of those that are stuck, and their goodbyes. Thread-safe. */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** How many rounds an interval has: a heartbeat comes early by two of them at the most, and never late. */
    private static final int ROUNDS = 32;

    /** How long a goodbye waits for a write under way, after the last of them. */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Not all are looked at more often: it is a system call for each. */
    private static final long LOOK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Wheel<BrowserConnection> open = new Wheel<>(ROUNDS);
    private final RetryDelay retry;
    private final long heartbeatNanos;
    private final long stallNanos;
    private final long roundNanos;
    private final int limit;
    private final Ticker ticker;
    private final ScheduledThreadPoolExecutor rounds = Threads.scheduler("sluice-heartbeat");

    private volatile boolean leaving;
    private volatile boolean closed;

    /** When all were looked at for want of room. Guarded by this object's monitor. */
    private long lookedAt;

    /**
     * @param heartbeat after so long without a write a comment is written
     * @param stallTimeout whoever takes nothing of a write for so long is cut
     * @param retry when browsers shall come back
     * @param limit how many connections may be open
     */
    public Connections(Duration heartbeat, Duration stallTimeout, RetryDelay retry, int limit, Ticker ticker) {
        this.retry = retry;
        this.limit = limit;
        this.stallNanos = stallTimeout.toNanos();
        this.heartbeatNanos = heartbeat.toNanos();
        this.roundNanos = Math.max(1, Math.min(heartbeatNanos, stallNanos) / ROUNDS);
        this.ticker = ticker;
        this.lookedAt = ticker.nanos() - LOOK_PAUSE_NANOS;
    }

    /** Begins with the heartbeats. */
    public void start() {
        rounds.scheduleAtFixedRate(this::round, roundNanos, roundNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Begins to write to a browser; {@link #add} has it looked after.
     *
     * @param listener first hears {@link ConnectionListener#drained} when a write may begin
     */
    public void open(Wire wire, Heartbeat heartbeat, ConnectionListener listener) throws IOException {
        BrowserConnection.open(wire, heartbeat, ticker, listener);
    }

    /** How long a browser that is sent away waits at most, in milliseconds. */
    public long maxRetryMillis() {
        return retry.maxMillis();
    }

    /** The longest time between two writes to a connection. */
    public long heartbeatMillis() {
        return TimeUnit.NANOSECONDS.toMillis(heartbeatNanos);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Whether new browsers are sent away: one more would be too many, or the node is leaving. */
    public boolean sendsAway() {
        return leaving || open.size() >= limit && !makeRoom();
    }

    /** Closes the connections of those who have left, where that was not heard yet; tells whether there is room. */
    private synchronized boolean makeRoom() {
        long now = ticker.nanos();
        if (open.size() >= limit && now - lookedAt >= LOOK_PAUSE_NANOS) {
            lookedAt = now;
            open.all().forEach(BrowserConnection::isPresent);
        }
        return open.size() < limit;
    }

    /** From now on new browsers are sent away; those that are here stay. */
    public void leave() {
        leaving = true;
    }

    public void add(BrowserConnection connection) {
        open.add(connection);
        if (closed) { // it was being opened meanwhile
            connection.end(retry.lastWords());
        }
    }

    public void remove(BrowserConnection connection) {
        open.remove(connection);
    }

    private void round() {
        try {
            int stalled = 0;
            for (BrowserConnection connection : open.next()) {
                stalled += lookAfter(connection) ? 1 : 0;
            }
            if (stalled > 0) {
                LOG.info("{} browsers took nothing of a write for {} s and are cut", stalled, stallNanos / 1e9);
            }
        } catch (RuntimeException | Error e) { // there would be no further round
            LOG.error("A round of heartbeats failed; continuing with the next", e);
        }
    }

    /** Tells whether it was cut. */
    private boolean lookAfter(BrowserConnection connection) {
        try {
            // In the next round it would be too late. Half a round is for the clock.
            connection.beat(heartbeatNanos - roundNanos - roundNanos / 2);
            boolean cut = connection.cutIfStalled(stallNanos);
            open.defer(connection, connection.restNanos(heartbeatNanos) / roundNanos);
            return cut;
        } catch (RuntimeException | Error e) {
            LOG.error("Heartbeat failed for one connection; continuing", e);
            return false;
        }
    }

    /**
     * Sends every browser away, to come back after its own delay: one after the other, evenly over this time, so that
     * the other nodes do not get them all at once. Who has not taken the goodbye a little later is cut.
     */
    public void close(Duration over) {
        leave();
        try {
            sayGoodbyes(open.all(), over.toNanos());
            awaitEnds();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally { // after an error, too
            closed = true;
            Threads.stop(rounds);
            open.all().forEach(BrowserConnection::close);
        }
    }

    private void sayGoodbyes(List<BrowserConnection> all, long overNanos) throws InterruptedException {
        long begin = ticker.nanos();
        for (int i = 0; i < all.size(); i++) {
            long due = begin + overNanos / all.size() * i;
            TimeUnit.NANOSECONDS.sleep(due - ticker.nanos());
            all.get(i).end(retry.lastWords());
        }
    }

    private void awaitEnds() throws InterruptedException {
        // Again for all: one that was being opened when the goodbyes began has had none.
        open.all().forEach(connection -> connection.end(retry.lastWords()));
        long until = ticker.nanos() + GOODBYE_NANOS;
        while (open.size() > 0 && ticker.nanos() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
