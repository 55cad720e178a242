package dev.sluice.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of this node: their heartbeats, the end of those that are stuck, and their goodbyes. Thread-safe. */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Heartbeats are spread over this many rounds per interval, so that they do not all leave at once. */
    private static final int ROUNDS = 16;

    /** How long a goodbye waits for a write under way, after the last of them. */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Set<BrowserConnection> open = ConcurrentHashMap.newKeySet();
    private final RetryDelay retry;
    private final long silenceNanos;
    private final long stallNanos;
    private final int limit;
    private final ScheduledExecutorService rounds;

    private volatile boolean leaving;

    /**
     * @param heartbeat after so long without a write a comment is written
     * @param stallTimeout whoever takes nothing of a write for so long is cut
     * @param retry when browsers shall come back
     * @param limit how many connections may be open
     */
    public Connections(Duration heartbeat, Duration stallTimeout, RetryDelay retry, int limit) {
        this.retry = retry;
        this.limit = limit;
        this.stallNanos = stallTimeout.toNanos();
        long roundNanos = Math.max(1, Math.min(heartbeat.toNanos(), stallNanos) / ROUNDS);
        this.silenceNanos = heartbeat.toNanos() - roundNanos;
        this.rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sluice-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        rounds.scheduleWithFixedDelay(this::round, roundNanos, roundNanos, TimeUnit.NANOSECONDS);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Whether new browsers are sent away: one more would be too many, or the node is leaving. */
    public boolean sendsAway() {
        return leaving || open.size() >= limit;
    }

    /** From now on new browsers are sent away; those that are here stay. */
    public void leave() {
        leaving = true;
    }

    public void add(BrowserConnection connection) {
        open.add(connection);
    }

    public void remove(BrowserConnection connection) {
        open.remove(connection);
    }

    private void round() {
        int stalled = 0;
        for (BrowserConnection connection : open) {
            try {
                connection.beat(silenceNanos);
                stalled += connection.cutIfStalled(stallNanos) ? 1 : 0;
            } catch (RuntimeException e) {
                LOG.error("A heartbeat failed; the other connections have theirs", e);
            }
        }
        if (stalled > 0) {
            LOG.info("{} browsers took nothing of a write for {} s and are cut", stalled, stallNanos / 1e9);
        }
    }

    /**
     * Sends every browser away, to come back after its own delay: one after the other, evenly over this time, so that
     * the other nodes do not get them all at once. Who has not taken the goodbye a little later is cut.
     */
    public void close(Duration over) {
        leave();
        List<BrowserConnection> all = new ArrayList<>(open);
        try {
            sayGoodbyes(all, over.toNanos());
            awaitEnds();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rounds.shutdownNow();
        open.forEach(BrowserConnection::close);
    }

    private void sayGoodbyes(List<BrowserConnection> all, long overNanos) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            long due = begin + overNanos / all.size() * i;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            all.get(i).end(retry.lastWords());
        }
    }

    private void awaitEnds() throws InterruptedException {
        // Again for all: one that was being opened when the goodbyes began has had none.
        open.forEach(connection -> connection.end(retry.lastWords()));
        long until = System.nanoTime() + GOODBYE_NANOS;
        while (!open.isEmpty() && System.nanoTime() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
