package dev.sluice.threads;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Makes and ends the threads of a node. They are daemons, so that none keeps the process alive, and log uncaught
 * exceptions. Thread-safe.
 */
public final class Threads {
    // The logger is looked up late: the log's own thread is made while SLF4J is being set up.

    /** The default wait for the end of a thread. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final class Factory implements ThreadFactory {
        private final String name;

        /** A pool has terminated a moment before its threads have. */
        private final Set<Thread> made = ConcurrentHashMap.newKeySet();

        private Factory(String name) {
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable work) {
            made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
            Thread thread = create(name, work);
            made.add(thread);
            return thread;
        }

        private void awaitEnd() throws InterruptedException {
            for (Thread thread : made) {
                thread.join(TIMEOUT.toMillis());
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Threads() {}

    /** Waits for this time, or until this thread is interrupted. */
    public static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes a thread that is not started yet.
     *
     * @param name begins with {@code sluice-}, and is in the table of docs/architecture.md
     */
    public static Thread create(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, e) -> tellFailed(failed, name, e));
        return thread;
    }

    /** Tells that one turn of a thread failed that takes further ones. Returns in any case. */
    static void tellFailedTurn(String name, Throwable e) {
        try {
            if (e instanceof Error) {
                tellFailed(Thread.currentThread(), name, e);
            } else {
                // The name is not a parameter, since the lines of each thread are limited for themselves.
                LoggerFactory.getLogger(Threads.class)
                        .error("A turn of the thread " + name + " failed; the next one follows: {}", e.toString(), e);
            }
        } catch (RuntimeException | Error untold) {
            // No memory for the line, perhaps. There may be some in the next turn.
        }
    }

    /** A process that has a handler for all its threads is told; others have a line in the log. */
    private static void tellFailed(Thread failed, String name, Throwable e) {
        Thread.UncaughtExceptionHandler ofAll = Thread.getDefaultUncaughtExceptionHandler();
        if (ofAll != null) {
            ofAll.uncaughtException(failed, e);
        } else {
            LoggerFactory.getLogger(Threads.class).error("Thread {} failed: {}", name, e.toString(), e);
        }
    }

    /** Makes the threads of a pool, all with this name. */
    public static ThreadFactory factory(String name) {
        return new Factory(name);
    }

    /** Makes a pool with as many threads as there is work at once; each ends after a while without any. */
    public static ThreadPoolExecutor pool(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
    }

    /** Makes one thread for delayed or repeated work. It begins with the first work. */
    public static ScheduledThreadPoolExecutor scheduler(String name) {
        return new ScheduledThreadPoolExecutor(1, factory(name));
    }

    /**
     * Makes a pool of this many threads, each of which ends after a while without work.
     *
     * @param most the number of threads
     * @param waiting how much work may wait; more is rejected with a {@link
     *     java.util.concurrent.RejectedExecutionException}
     */
    public static ThreadPoolExecutor pool(String name, int most, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Repeats work on a scheduler. A turn that fails is logged, and the next one follows.
     *
     * @param pause the time from the end of a turn to the next one
     */
    public static void repeat(
            ScheduledThreadPoolExecutor scheduler, Duration firstWait, Duration pause, Runnable turn) {
        scheduler.scheduleWithFixedDelay(
                surviving(scheduler, turn), firstWait.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * The same, at a fixed rate.
     *
     * @param period the time from the begin of a turn to the begin of the next one
     */
    public static void repeatAtRate(ScheduledThreadPoolExecutor scheduler, Duration period, Runnable turn) {
        scheduler.scheduleAtFixedRate(
                surviving(scheduler, turn), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Runnable surviving(ScheduledThreadPoolExecutor scheduler, Runnable turn) {
        String name = scheduler.getThreadFactory().toString();
        return () -> {
            try {
                turn.run();
            } catch (RuntimeException | Error e) {
                tellFailedTurn(name, e);
            }
        };
    }

    /** Interrupts the threads of a pool, drops what they have not begun, and waits {@link #TIMEOUT} for their end. */
    public static void stop(ThreadPoolExecutor pool) {
        pool.shutdownNow();
        awaitEnd(pool);
    }

    /** Lets a pool finish its work, and waits {@link #TIMEOUT} for its end. */
    public static void finish(ThreadPoolExecutor pool) {
        pool.shutdown();
        awaitEnd(pool);
    }

    private static void awaitEnd(ThreadPoolExecutor pool) {
        try {
            boolean terminated = pool.awaitTermination(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            if (terminated && pool.getThreadFactory() instanceof Factory factory) {
                factory.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!pool.isTerminated()) {
            tellAlive(pool.getThreadFactory(), TIMEOUT);
        }
    }

    /**
     * Waits for a thread that was told to end. A thread that does not is interrupted, and that is logged. Does nothing
     * if called by that thread.
     */
    public static void awaitEnd(Thread thread, Duration timeout) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
            tellAlive(thread.getName(), timeout);
        }
    }

    private static void tellAlive(Object name, Duration timeout) {
        LoggerFactory.getLogger(Threads.class)
                .warn("Thread {} did not end within {} s; continuing to stop", name, timeout.toSeconds());
    }
}
