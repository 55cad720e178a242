package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final List<CompletableFuture<String>> calls = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private final RequestQueue<String> queue =
            new RequestQueue<>(2, 3, Duration.ofNanos(PATIENCE_NANOS), () -> now, Runnable::run);

    private CompletableFuture<String> submit() {
        return queue.submit(() -> {
            CompletableFuture<String> call = new CompletableFuture<>();
            calls.add(call);
            return call;
        });
    }

    private List<CompletableFuture<String>> submit(int count) {
        return IntStream.range(0, count).mapToObj(i -> submit()).toList();
    }

    @Test
    void beginsTheNextWhenOneEnds() {
        List<CompletableFuture<String>> results = submit(4);
        assertEquals(2, calls.size());
        calls.get(1).complete("b");
        assertEquals("b", results.get(1).join());
        assertEquals(3, calls.size());
        calls.get(0).completeExceptionally(new IllegalStateException());
        assertTrue(results.get(0).isCompletedExceptionally());
        assertEquals(4, calls.size());
        calls.get(3).complete("d");
        assertEquals("d", results.get(3).join());
        assertFalse(results.get(2).isDone());
        assertEquals(4, calls.size());
    }

    @Test
    void refusesRequestsBeyondTheLine() {
        submit(5);
        assertEquals(Kind.UNAVAILABLE, Failures.of(submit()).kind());
        calls.get(0).complete("a");
        assertFalse(submit().isDone());
    }

    @Test
    void endsRequestsThatTakeTooLong() {
        List<CompletableFuture<String>> results = submit(3);
        now += PATIENCE_NANOS - 1;
        assertEquals(1, queue.expire());
        assertFalse(results.get(0).isDone());
        calls.get(1).complete("b"); // the third one begins
        now++;
        assertEquals(PATIENCE_NANOS - 1, queue.expire());
        assertEquals(Kind.UNAVAILABLE, Failures.of(results.get(0)).kind());
        assertTrue(calls.get(0).isCancelled());
        assertFalse(results.get(2).isDone());
    }

    @Test
    void endsRequestsThatWaitTooLong() {
        submit(2);
        now++;
        CompletableFuture<String> waiting = submit();
        now += PATIENCE_NANOS - 1;
        calls.clear();
        queue.expire(); // ends those before it, so it begins
        assertEquals(1, calls.size());
        assertFalse(waiting.isDone());

        submit();
        List<CompletableFuture<String>> late = submit(2);
        now += PATIENCE_NANOS;
        queue.expire();
        assertEquals(Kind.UNAVAILABLE, Failures.of(late.get(0)).kind());
        assertEquals(2, calls.size(), "requests that waited too long are not made");
    }

    @Test
    void slowRequestsMakeRoomOnce() {
        submit(5);
        now += 1;
        queue.expire();
        now += PATIENCE_NANOS - 1;
        queue.expire();
        calls.forEach(call -> call.complete("late"));
        List<CompletableFuture<String>> results = submit(3);
        assertEquals(4, calls.size());
        assertFalse(results.get(2).isDone());
    }

    @Test
    void aRequestThatFailsToBeginMakesRoom() {
        for (int i = 0; i < 10; i++) {
            CompletableFuture<String> failed = queue.submit(() -> {
                throw new IllegalArgumentException();
            });
            assertTrue(failed.isCompletedExceptionally());
        }
        submit();
        assertEquals(1, calls.size());
    }

    @Test
    void closeEndsAllRequests() {
        List<CompletableFuture<String>> results = submit(4);
        queue.close();
        for (CompletableFuture<String> result : results) {
            assertEquals(Kind.UNAVAILABLE, Failures.of(result).kind());
        }
        assertTrue(calls.get(0).isCancelled());
        assertEquals(Kind.UNAVAILABLE, Failures.of(submit()).kind());
        assertEquals(2, calls.size());
    }
}
