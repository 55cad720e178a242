package dev.sluice.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of this node, and their heartbeats. Thread-safe. */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Heartbeats are spread over this many rounds per interval, so that they do not all leave at once. */
    private static final int ROUNDS = 16;

    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Set<BrowserConnection> open = ConcurrentHashMap.newKeySet();
    private final RetryDelay retry;
    private final long silenceNanos;
    private final int limit;
    private final ScheduledExecutorService rounds;

    /**
     * @param heartbeat after so long without a write a comment is written
     * @param retry when browsers shall come back
     * @param limit how many connections may be open
     */
    public Connections(Duration heartbeat, RetryDelay retry, int limit) {
        this.retry = retry;
        this.limit = limit;
        long roundNanos = Math.max(1, heartbeat.toNanos() / ROUNDS);
        this.silenceNanos = heartbeat.toNanos() - roundNanos;
        this.rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sluice-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        rounds.scheduleWithFixedDelay(this::beat, roundNanos, roundNanos, TimeUnit.NANOSECONDS);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Whether one more would be too many. */
    public boolean isFull() {
        return open.size() >= limit;
    }

    public void add(BrowserConnection connection) {
        open.add(connection);
    }

    public void remove(BrowserConnection connection) {
        open.remove(connection);
    }

    private void beat() {
        for (BrowserConnection connection : open) {
            try {
                connection.beat(silenceNanos);
            } catch (RuntimeException e) {
                LOG.error("A heartbeat failed; the other connections have theirs", e);
            }
        }
    }

    /** Sends every browser away, to come back after its own delay. */
    @Override
    public void close() {
        rounds.shutdownNow();
        for (BrowserConnection connection : open) {
            connection.end(retry.lastWords());
        }
        awaitGoodbyes();
    }

    /** Those that are not drained in time are cut. */
    private void awaitGoodbyes() {
        long until = System.nanoTime() + GOODBYE_NANOS;
        try {
            while (!open.isEmpty() && System.nanoTime() - until < 0) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
