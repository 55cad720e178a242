package dev.sluice.redis.link;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The way to one server among several. Its connection is opened by a thread of its own, which tries until it succeeds:
 * a server that is away must not keep the others' queues waiting.
 */
public final class HealingLink implements ServerLink {
    /** How long the first opening is waited for, so that a node does not begin with its servers away. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final HostAndPort server;
    private final Supplier<ClaimingConnection> opener;
    private final Runnable onOpen;

    private ClaimingConnection connection;
    private CompletableFuture<ClaimingConnection> opening;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    /** Why it is not open; written by the thread that opens. */
    private volatile String fault = "not connected yet";

    /**
     * @param opener opens the connection
     * @param onOpen told of each that is open; by any thread
     */
    public HealingLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        this.server = server;
        this.opener = opener;
        this.onOpen = onOpen;
    }

    @Override
    public HostAndPort server() {
        return server;
    }

    @Override
    public boolean isOpen() {
        return connection != null;
    }

    @Override
    public ClaimingConnection connection() {
        if (connection == null) {
            boolean first = opening == null;
            if (first) {
                open(0);
            }
            connection = await(first ? FIRST_PATIENCE : Duration.ZERO);
            opening = null;
        }
        return connection;
    }

    private ClaimingConnection await(Duration patience) {
        try {
            return opening.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new JedisConnectionException("Redis at " + server + " is away: " + fault, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted", e);
        }
    }

    private void open(long firstPauseMillis) {
        CompletableFuture<ClaimingConnection> future = new CompletableFuture<>();
        opening = future;
        Thread thread = new Thread(() -> open(future, firstPauseMillis), "sluice-redis-connect");
        thread.setDaemon(true);
        thread.start();
    }

    private void open(CompletableFuture<ClaimingConnection> future, long firstPauseMillis) {
        long pause = firstPauseMillis;
        while (!future.isDone()) {
            try {
                Thread.sleep(pause);
                ClaimingConnection opened = opener.get();
                if (future.complete(opened)) {
                    onOpen.run();
                } else {
                    opened.close();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                fault = ErrorText.of(e);
                pause = longer(pause);
            }
        }
    }

    private static long longer(long pauseMillis) {
        return Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, pauseMillis * 2));
    }

    /** Opens the next one soon; later and later where they all fail before they have answered. */
    @Override
    public void fail() {
        if (connection != null) {
            pauseMillis = connection.hasAnswered() ? FIRST_PAUSE_MILLIS : longer(pauseMillis);
            close();
            open(pauseMillis);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        if (opening != null) {
            if (!opening.cancel(false)) {
                opening.join().close();
            }
            opening = null;
        }
    }
}
