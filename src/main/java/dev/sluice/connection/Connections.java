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

/** The open connections of this node, with heartbeats, an end of those that are stuck, and goodbyes. Thread-safe. */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** The rounds in an interval: a heartbeat comes early by two of them at most, and never late. */
    private static final int ROUNDS = 32;

    /** The time for writes under way after the last goodbye. */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The pause between looks at all connections, which are a system call each. */
    private static final long LOOK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_CLOSE_ATTEMPTS = 100;
    private static final Duration CLOSE_PAUSE = Duration.ofMillis(100);

    private final Wheel<BrowserConnection> open = new Wheel<>(ROUNDS);
    private final RetryDelay retry;
    private final long heartbeatNanos;
    private final long stallNanos;
    private final long roundNanos;
    private final Ticker ticker;
    private final WaitingMemory waiting;
    private final ScheduledThreadPoolExecutor rounds = Threads.scheduler("sluice-heartbeat");

    private volatile int limit;
    private volatile boolean leaving;
    private volatile boolean closed;

    /** The time of the last look at all connections. Guarded by this object's monitor. */
    private long lookedAt;

    /**
     * @param heartbeat the time without a write after which a comment is written
     * @param stallTimeout the time without progress of a write after which a connection is cut
     * @param retry the delays after which browsers come back
     * @param limit the most open connections
     * @param waitingBytes the most bytes of told events that browsers have not taken; beyond it, they are not written
     */
    public Connections(
            Duration heartbeat, Duration stallTimeout, RetryDelay retry, int limit, long waitingBytes, Ticker ticker) {
        this.retry = retry;
        this.limit = limit;
        this.stallNanos = stallTimeout.toNanos();
        this.heartbeatNanos = heartbeat.toNanos();
        this.roundNanos = Math.max(1, Math.min(heartbeatNanos, stallNanos) / ROUNDS);
        this.ticker = ticker;
        this.waiting = new WaitingMemory(waitingBytes);
        this.lookedAt = ticker.nanos() - LOOK_PAUSE_NANOS;
    }

    /** Starts the heartbeats. */
    public void start() {
        Threads.repeatAtRate(rounds, Duration.ofNanos(roundNanos), this::round);
    }

    /**
     * Begins to write to a browser; {@link #add} starts its heartbeats.
     *
     * @param listener first gets {@link BrowserConnection.Listener#drained}, when a write may begin
     */
    public void open(Wire wire, Heartbeat heartbeat, BrowserConnection.Listener listener) throws IOException {
        BrowserConnection.open(wire, heartbeat, ticker, waiting, listener);
    }

    /** Returns the longest wait of a browser that is sent away, in milliseconds. */
    public long maxRetryMillis() {
        return retry.maxMillis();
    }

    /** Returns the longest time between two writes to a connection. */
    public long heartbeatMillis() {
        return TimeUnit.NANOSECONDS.toMillis(heartbeatNanos);
    }

    /** Sets the most open connections. If more are open, they stay. */
    public void setLimit(int most) {
        limit = most;
    }

    /** Returns the number of open connections. */
    public int count() {
        return open.size();
    }

    /**
     * Returns true if a new browser may come: there is room, or connections of browsers that have left could be closed, and
     * the node is not leaving.
     *
     * @param others the browsers that will open a stream, and are not counted yet
     */
    public boolean tryAdmit(int others) {
        return !leaving && (open.size() + others < limit || makeRoom(others));
    }

    /** Closes connections of browsers that have left unnoticed; returns true if there is room. */
    private synchronized boolean makeRoom(int others) {
        long now = ticker.nanos();
        if (open.size() + others >= limit && now - lookedAt >= LOOK_PAUSE_NANOS) {
            lookedAt = now;
            open.all().forEach(BrowserConnection::closeIfGone);
        }
        return open.size() + others < limit;
    }

    /** Sends new browsers away from now on; the others stay. */
    public void leave() {
        leaving = true;
    }

    public void add(BrowserConnection connection) {
        open.add(connection);
        if (closed) { // the connection was being opened meanwhile
            connection.end(retry.lastWords(), CloseReason.DRAINED);
        }
    }

    public void remove(BrowserConnection connection) {
        open.remove(connection);
    }

    private void round() {
        int stalled = 0;
        for (BrowserConnection connection : open.next()) {
            stalled += lookAfter(connection) ? 1 : 0;
        }
        if (stalled > 0) {
            LOG.info("Closed {} connections that took nothing of a write for {} s", stalled, stallNanos / 1e9);
        }
    }

    /** Returns true if the connection was cut. */
    private boolean lookAfter(BrowserConnection connection) {
        try {
            // The next round would be too late. Half a round is for the clock.
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
     * Sends all browsers away, one after the other, evenly over this time and each with its own delay, so that other
     * nodes do not get them all at once. Streams still open a little after the last goodbye are cut.
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
            open.all().forEach(connection -> connection.close(CloseReason.DRAINED));
        }
    }

    /** Sends all browsers away at once, after an error that may also make this fail: it is then tried again. */
    public void closeAfterError() {
        for (int attempts = 0; attempts < MAX_CLOSE_ATTEMPTS; attempts++) {
            try {
                close(Duration.ZERO);
                return;
            } catch (RuntimeException | Error e) {
                Threads.pause(CLOSE_PAUSE); // there may be more memory then
            }
        }
    }

    private void sayGoodbyes(List<BrowserConnection> all, long overNanos) throws InterruptedException {
        long begin = ticker.nanos();
        for (int i = 0; i < all.size(); i++) {
            long due = begin + overNanos / all.size() * i;
            TimeUnit.NANOSECONDS.sleep(due - ticker.nanos());
            all.get(i).end(retry.lastWords(), CloseReason.DRAINED);
        }
    }

    private void awaitEnds() throws InterruptedException {
        // Again for all: a connection that was being opened has had no goodbye.
        open.all().forEach(connection -> connection.end(retry.lastWords(), CloseReason.DRAINED));
        long until = ticker.nanos() + GOODBYE_NANOS;
        while (open.size() > 0 && ticker.nanos() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
