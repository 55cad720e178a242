package dev.sluice.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Pushes the numbers from 0 on, one LPUSH each, at a steady pace, and enters into a {@link Ledger} what Redis has taken.
 * A number without an answer is never pushed again, as nobody knows whether it was taken; one that was refused is.
 */
public final class Pusher implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final UnifiedJedis redis;
    private final String queue;
    private final long stepNanos;
    private final Ledger ledger;
    private final Thread thread = new Thread(this::run, "pusher");
    private volatile boolean closed;

    private Pusher(UnifiedJedis redis, String queue, int perSecond, Ledger ledger) {
        this.redis = redis;
        this.queue = queue;
        this.stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.ledger = ledger;
        thread.setDaemon(true);
        thread.start();
    }

    /** @param redis must repeat no command by itself */
    public static Pusher start(UnifiedJedis redis, String queue, int perSecond, Ledger ledger) {
        return new Pusher(redis, queue, perSecond, ledger);
    }

    private void run() {
        long due = System.nanoTime();
        for (int number = 0; !closed; due += stepNanos) {
            LockSupport.parkNanos(due - System.nanoTime());
            try {
                redis.lpush(queue, String.valueOf(number));
                ledger.accepted(number);
                number++;
            } catch (JedisDataException refused) {
                due = System.nanoTime() + PAUSE_NANOS;
            } catch (JedisException doubtful) {
                number++;
                due = System.nanoTime() + PAUSE_NANOS;
            }
        }
    }

    /** Pushes no more. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
