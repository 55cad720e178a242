package dev.sluice.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopThreadTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private volatile Error failure;
    private volatile long wait = LONG.toNanos();
    private final LoopThread loop = new LoopThread(
            "sluice-test",
            () -> {
                Error now = failure;
                seen.add("turn");
                if (now != null) {
                    throw now;
                }
                return wait;
            },
            () -> seen.add("end"));

    @AfterEach
    void stop() {
        loop.stop(Duration.ofSeconds(10));
    }

    private String next() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void wakeCutsTheWaitForAFirstTurn() throws Exception {
        loop.start(LONG);
        assertNull(seen.poll(20, TimeUnit.MILLISECONDS));
        loop.wake();
        assertEquals("turn", next());
    }

    @Test
    void nextTurnComesWhenTimeIsOver() throws Exception {
        wait = 1;
        loop.start(Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertEquals("turn", next());
        }
    }

    @Test
    void nextTurnFollowsOneThatFails() throws Exception {
        failure = new AssertionError("why");
        loop.start(Duration.ZERO);
        assertEquals("turn", next());
        failure = null;
        assertEquals("turn", next());
        loop.wake();
        assertEquals("turn", next());
    }

    @Test
    void endsAfterItsTurnWithALastCall() throws Exception {
        loop.start(Duration.ZERO);
        assertEquals("turn", next());
        assertFalse(loop.isEnding());
        loop.stop(Duration.ofSeconds(10));
        assertTrue(loop.isEnding());
        assertEquals("end", seen.poll());
        assertNull(seen.poll());
    }

    @Test
    void oneThatWasNotStartedStopsAtOnce() {
        loop.stop(LONG);
        assertNull(seen.poll());
    }
}
