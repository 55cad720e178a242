package dev.sluice.http.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestWorkersTest {
    private static final int MANY = 1_100;

    private volatile long now;
    private final RequestWorkers workers = new RequestWorkers("test", 2, "Too many.", () -> now);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);

    @AfterEach
    void close() {
        gate.countDown();
        workers.close();
    }

    private static RefusedException refusal(CompletableFuture<?> work) {
        return assertInstanceOf(
                RefusedException.class,
                assertThrows(ExecutionException.class, work::get).getCause());
    }

    @Test
    void workIsDoneAndItsFailureTold() throws Exception {
        assertEquals("done", workers.submit(() -> "done").get());
        CompletableFuture<?> failing = workers.submit(() -> {
            throw new IOException("why");
        });
        assertEquals(
                "why",
                assertThrows(ExecutionException.class, failing::get).getCause().getMessage());
    }

    @Test
    void refusesOnlyWhatFindsNoRoom() throws Exception {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(workers.submit(() -> {
                gate.await();
                return true;
            }));
        }
        assertTrue(all.get(MANY - 1).isDone());
        RefusedException refused = refusal(all.get(MANY - 1));
        assertEquals(503, refused.problem().status());
        assertEquals("Too many.", refused.getMessage());
        assertFalse(all.get(0).isDone());
        gate.countDown();
        assertTrue(all.get(0).get());
    }

    @Test
    void whatHasWaitedTooLongIsNotDone() throws Exception {
        CompletableFuture<?> first = workers.submit(gateOpens());
        CompletableFuture<?> second = workers.submit(gateOpens());
        begun.acquire(2);
        CompletableFuture<?> late = workers.submit(() -> "done");
        now = TimeUnit.SECONDS.toNanos(6);
        gate.countDown();
        first.get();
        second.get();
        assertEquals("Too many.", refusal(late).getMessage());
    }

    private Callable<Boolean> gateOpens() {
        return () -> {
            begun.release();
            gate.await();
            return true;
        };
    }

    @Test
    void nothingIsDoneAfterTheEnd() {
        workers.close();
        assertEquals("Too many.", refusal(workers.submit(() -> "done")).getMessage());
    }
}
