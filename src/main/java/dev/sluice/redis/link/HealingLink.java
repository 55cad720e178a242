package dev.sluice.redis.link;

import dev.sluice.time.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The way to one server among several. Its connection is opened by another thread, which tries until it succeeds: a server
 * that is away must not keep the others' queues waiting.
 */
public final class HealingLink implements ServerLink {
    /** How long the first opening is waited for, so that a node does not begin with its servers away. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);

    private final HostAndPort server;
    private final Supplier<ClaimingConnection> opener;
    private final Runnable onOpen;
    private final Executor threads;
    /** Used by the thread that opens while one does. */
    private final Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    private ClaimingConnection connection;
    private CompletableFuture<ClaimingConnection> opening;
    /** Why it is not open; written by the thread that opens. */
    private volatile String fault = "not connected yet";

    /**
     * @param opener opens the connection
     * @param onOpen told of each that is open; by any thread
     * @param threads open the connection; one is kept until that has succeeded
     */
    public HealingLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen, Executor threads) {
        this.server = server;
        this.opener = opener;
        this.onOpen = onOpen;
        this.threads = threads;
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

    private void open(long firstPauseNanos) {
        CompletableFuture<ClaimingConnection> future = new CompletableFuture<>();
        opening = future;
        threads.execute(() -> open(future, firstPauseNanos));
    }

    private void open(CompletableFuture<ClaimingConnection> future, long firstPauseNanos) {
        long pause = firstPauseNanos;
        while (!future.isDone()) {
            try {
                TimeUnit.NANOSECONDS.sleep(pause);
                ClaimingConnection opened = opener.get();
                if (future.complete(opened)) {
                    onOpen.run();
                } else {
                    opened.close();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // or nobody would ever try again
                fault = ErrorText.of(e);
                pause = pauses.next();
            }
        }
    }

    /** Opens the next one soon; later and later where they all fail before they have answered. */
    @Override
    public void fail() {
        if (connection != null) {
            if (connection.hasAnswered()) {
                pauses.reset();
            }
            close();
            open(pauses.next());
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
