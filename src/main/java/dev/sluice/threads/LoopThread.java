package dev.sluice.threads;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A thread that takes a turn, waits until it is woken or the time is over, and takes the next one. Whatever escapes a turn
 * ends it. Thread-safe.
 */
public final class LoopThread {
    private final Thread thread;
    private final LongSupplier turn;
    private final Runnable atEnd;
    private long waitNanos;
    private volatile boolean ending;

    /**
     * @param name of the thread, as {@link Threads#create} has it
     * @param turn returns after how many nanoseconds the next turn is due, unless the thread is woken
     * @param atEnd called by the thread after the last turn
     */
    public LoopThread(String name, LongSupplier turn, Runnable atEnd) {
        this.thread = Threads.create(name, this::run);
        this.turn = turn;
        this.atEnd = atEnd;
    }

    /** @param firstWait until the first turn */
    public void start(Duration firstWait) {
        waitNanos = firstWait.toNanos();
        thread.start();
    }

    private void run() {
        while (!ending) {
            LockSupport.parkNanos(this, waitNanos);
            if (!ending) {
                waitNanos = turn.getAsLong();
            }
        }
        atEnd.run();
    }

    /** Has the next turn taken at once, or one more after the current one. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Whether no further turn begins. */
    public boolean isEnding() {
        return ending;
    }

    /** Has the thread end after its turn; does not wait for it. */
    public void end() {
        ending = true;
        wake();
    }

    /** The same, and waits for the end for so long. */
    public void stop(Duration patience) {
        end();
        Threads.awaitEnd(thread, patience);
    }
}
