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
public final class HealingLink extends ServerLink {
    /** How long the first opening is waited for, so that a node does not begin with its servers away. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private CompletableFuture<ClaimingConnection> opening;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    /** Why it is not open; written by the thread that opens. */
    private volatile String fault = "not connected yet";

    /** @param onOpen told of each that is open, by a thread of the link's own */
    public HealingLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        super(server, opener, onOpen);
    }

    @Override
    ClaimingConnection open() {
        boolean first = opening == null;
        if (first) {
            startOpening(0);
        }
        ClaimingConnection opened = await(first ? FIRST_PATIENCE : Duration.ZERO);
        opening = null;
        return opened;
    }

    private ClaimingConnection await(Duration patience) {
        try {
            return opening.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new JedisConnectionException("Redis at " + server() + " is away: " + fault, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted", e);
        }
    }

    private void startOpening(long firstPauseMillis) {
        CompletableFuture<ClaimingConnection> future = new CompletableFuture<>();
        opening = future;
        Thread thread = new Thread(() -> openFor(future, firstPauseMillis), "sluice-redis-connect");
        thread.setDaemon(true);
        thread.start();
    }

    private void openFor(CompletableFuture<ClaimingConnection> future, long firstPauseMillis) {
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
                fault = RedisError.of(e).reason();
                pause = longer(pause);
            }
        }
    }

    private static long longer(long pauseMillis) {
        return Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, pauseMillis * 2));
    }

    /** Opens the next one soon; later and later if they all fail before they have answered. */
    @Override
    public void fail() {
        if (isOpen()) {
            pauseMillis = connection().hasAnswered() ? FIRST_PAUSE_MILLIS : longer(pauseMillis);
            close();
            startOpening(pauseMillis);
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
