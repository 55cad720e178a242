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
 * The link to one of several servers. Another thread opens its connection, and retries until it succeeds: a server that
 * is away must not keep the others' queues waiting.
 */
public final class BackgroundLink extends ServerLink {
    /** How long to wait for the first opening, so that a node does not begin with its servers away. */
    private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);

    private final Executor threads;
    /** The pauses between attempts; used by the opening thread only. */
    private final Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    private CompletableFuture<ClaimingConnection> opening;
    /** The reason why it is not open; written by the thread that opens. */
    private volatile String fault = "not connected yet";

    /**
     * @param opener opens the connection
     * @param onOpen called after each opening, by any thread
     * @param threads open the connection; one is busy until that has succeeded
     */
    public BackgroundLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen, Executor threads) {
        super(server, opener, onOpen);
        this.threads = threads;
    }

    @Override
    ClaimingConnection open() {
        boolean first = opening == null;
        if (first) {
            startOpening(0);
        }
        ClaimingConnection opened = await(first ? FIRST_TIMEOUT : Duration.ZERO);
        opening = null;
        return opened;
    }

    private ClaimingConnection await(Duration timeout) {
        try {
            return opening.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new JedisConnectionException("Redis at " + server() + " is away: " + fault, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted", e);
        }
    }

    private void startOpening(long firstPauseNanos) {
        CompletableFuture<ClaimingConnection> future = new CompletableFuture<>();
        opening = future;
        threads.execute(() -> openFor(future, firstPauseNanos));
    }

    private void openFor(CompletableFuture<ClaimingConnection> future, long firstPauseNanos) {
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
            } catch (RuntimeException | Error e) { // or nothing would ever try again
                fault = RedisErrors.of(e).reason();
                pause = pauses.next();
            }
        }
    }

    /** Opens the next connection soon; later and later if they all fail before they have answered. */
    @Override
    public void fail() {
        if (isOpen()) {
            if (connection().hasAnswered()) {
                pauses.reset();
            }
            close();
            startOpening(pauses.next());
        }
    }

    @Override
    public void close() {
        super.close();
        if (opening != null) {
            if (!opening.cancel(false)) {
                opening.join().close();
            }
            opening = null;
        }
    }
}
