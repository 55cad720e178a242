package dev.sluice.threads;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A thread that takes a turn, waits until it is woken or the time is over, and takes the next one. After a turn that fails,
 * which is logged, the next one follows in a second. Thread-safe.
 */
public final class LoopThread {
    private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Thread thread;
    private final LongSupplier turn;
    private final Runnable atEnd;
    private long waitNanos;
    private volatile boolean ending;

    /**
     * @param name the name of the thread, for {@link Threads#create}
     * @param turn returns the nanoseconds until the next turn, unless the thread is woken
     */
    public LoopThread(String name, LongSupplier turn) {
        this(name, turn, () -> {});
    }

    /**
     * @param name the name of the thread, for {@link Threads#create}
     * @param turn returns the nanoseconds until the next turn, unless the thread is woken
     * @param atEnd called by the thread after the last turn
     */
    public LoopThread(String name, LongSupplier turn, Runnable atEnd) {
        this.thread = Threads.create(name, this::run);
        this.turn = turn;
        this.atEnd = atEnd;
    }

    /** @param firstWait the time until the first turn */
    public void start(Duration firstWait) {
        waitNanos = firstWait.toNanos();
        thread.start();
    }

    private void run() {
        while (!ending) {
            LockSupport.parkNanos(this, waitNanos);
            if (!ending) {
                waitNanos = takeTurn();
            }
        }
        atEnd.run();
    }

    private long takeTurn() {
        try {
            return turn.getAsLong();
        } catch (RuntimeException | Error e) {
            Threads.tellFailedTurn(thread.getName(), e);
            return PAUSE_AFTER_FAILURE_NANOS;
        }
    }

    /** Requests the next turn at once, or one more after the current one. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Returns true if no further turn begins. */
    public boolean isEnding() {
        return ending;
    }

    /** Ends the thread after its turn; does not wait for it. */
    public void end() {
        ending = true;
        wake();
    }

    /** Ends the thread after its turn, and waits at most this long. */
    public void stop(Duration timeout) {
        end();
        Threads.awaitEnd(thread, timeout);
    }
}
