package dev.sluice.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThreadsTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        gate.countDown();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Threads.class);
    }

    private List<String> lines() {
        return log.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    @DisplayName("A handler for all threads of a process hears of a failure, and nothing else logs it")
    void handlerOfAllThreadsIsTold() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<String> told = new AtomicReference<>();
        Thread thread = Threads.create("sluice-test", () -> {
            throw new OutOfMemoryError("no room");
        });
        try {
            Thread.setDefaultUncaughtExceptionHandler(
                    (failed, e) -> told.set(failed.getName() + ": " + e.getMessage()));
            thread.start();
            thread.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals("sluice-test: no room", told.get());
        assertEquals(List.of(), lines());
    }

    /** Bears with an interrupt, as a thread does that waits for a socket. */
    private void waitAtGate() {
        begun.countDown();
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                // goes on waiting
            }
        }
    }

    @Test
    void threadIsAnUnstartedNamedDaemon() {
        Thread thread = Threads.create("sluice-test", () -> {});
        assertEquals("sluice-test", thread.getName());
        assertTrue(thread.isDaemon());
        assertEquals(Thread.State.NEW, thread.getState());
    }

    @Test
    @DisplayName("When a pool has been stopped, its threads have ended, too")
    void stoppedPoolHasNoThreads() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
            Thread thread = pool.submit(Thread::currentThread).get();
            Threads.stop(pool);
            assertFalse(thread.isAlive());
        }
    }

    @Test
    void whatEscapesAThreadIsLogged() throws Exception {
        Thread thread = Threads.create("sluice-test", () -> {
            throw new IllegalStateException("why");
        });
        thread.start();
        thread.join();
        assertEquals(List.of("ERROR Thread sluice-test failed: java.lang.IllegalStateException: why"), lines());
        assertEquals("why", log.list.get(0).getThrowableProxy().getMessage());
    }

    @Test
    void repeatedWorkGoesOnAfterFailures() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
        Threads.repeat(pool, Duration.ZERO, Duration.ofMillis(1), () -> {
            turns.countDown();
            throw new IllegalStateException("why");
        });
        assertTrue(turns.await(10, TimeUnit.SECONDS));
        Threads.stop(pool);
        assertEquals(
                "ERROR A turn of the thread sluice-test failed; the next one follows: java.lang.IllegalStateException:"
                        + " why",
                lines().get(0));
    }

    @Test
    @DisplayName("A failure that cannot be logged ends no repeated work either")
    void repeatedWorkSurvivesWhatCannotBeLogged() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
        Threads.repeatAtRate(pool, Duration.ofMillis(1), () -> {
            turns.countDown();
            throw new IllegalStateException() {
                @Override
                public String toString() {
                    throw new OutOfMemoryError("as if");
                }
            };
        });
        assertTrue(turns.await(10, TimeUnit.SECONDS));
        Threads.stop(pool);
    }

    @Test
    void endlessThreadIsInterruptedAndReported() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = Threads.create("sluice-test", () -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        thread.start();
        Threads.awaitEnd(thread, Duration.ofMillis(10));
        assertTrue(lines().get(0).startsWith("WARN Thread sluice-test did not end"), lines().toString());
        thread.join();
        assertTrue(interrupted.get());
    }

    @Test
    void aThreadDoesNotWaitForItself() {
        Threads.awaitEnd(Thread.currentThread(), Duration.ofHours(1));
        assertEquals(List.of(), lines());
    }

    @Test
    void stoppedPoolDropsWhatItHasNotBegun() throws Exception {
        ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
        AtomicBoolean done = new AtomicBoolean();
        pool.execute(begun::countDown);
        pool.schedule(() -> done.set(true), 1, TimeUnit.HOURS);
        begun.await();
        Threads.stop(pool);
        assertTrue(pool.isTerminated());
        assertFalse(done.get());
        assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
        assertEquals(List.of(), lines());
    }

    @Test
    void finishingPoolDoesAllItWasGiven() {
        ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
        AtomicBoolean done = new AtomicBoolean();
        pool.execute(() -> done.set(true));
        Threads.finish(pool);
        assertTrue(done.get());
        assertTrue(pool.isTerminated());
    }

    @Test
    void aPoolThatDoesNotEndIsTold() throws Exception {
        ScheduledThreadPoolExecutor pool = Threads.scheduler("sluice-test");
        pool.execute(this::waitAtGate);
        begun.await();
        Threads.stop(pool);
        assertEquals(List.of("WARN Thread sluice-test did not end within 2 s; continuing to stop"), lines());
    }
}
