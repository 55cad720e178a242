package dev.sluice.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Pushes the numbers from 0 on, one after the other at a steady pace, and enters into a {@link Ledger} what Redis has taken.
 * A number without an answer is never pushed again, as nobody knows whether it was taken; one that was refused is.
 */
public final class Pusher implements AutoCloseable {
    /** Pushes one message. */
    @FunctionalInterface
    public interface Target {
        /**
         * Returns once the message is taken, and repeats nothing by itself.
         *
         * @throws JedisDataException where it is not taken
         * @throws JedisException where it may have been taken
         */
        void push(String message);
    }

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Target target;
    private final long stepNanos;
    private final Ledger ledger;
    private final Thread thread = new Thread(this::run, "pusher");
    private volatile boolean closed;

    private Pusher(Target target, int perSecond, Ledger ledger) {
        this.target = target;
        this.stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.ledger = ledger;
        thread.setDaemon(true);
        thread.start();
    }

    public static Pusher start(Target target, int perSecond, Ledger ledger) {
        return new Pusher(target, perSecond, ledger);
    }

    private void run() {
        long due = System.nanoTime();
        for (int number = 0; !closed; due += stepNanos) {
            LockSupport.parkNanos(due - System.nanoTime());
            try {
                target.push(String.valueOf(number));
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
