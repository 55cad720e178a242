package dev.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers requests that have a body, a long answer, or have to wait for Redis, without a thread of the container's.
 * Thread-safe.
 */
public final class AsyncRequests implements AutoCloseable {
    private static final int MAX_THREADS = 6;
    /** A page of history takes about four times its own megabyte while it is written as JSON. */
    private static final long HEAP_BYTES_FOR_A_READER = 32 << 20;

    /** What is to be done for a request. */
    interface Handler {
        /**
         * @param body empty for a request that has none
         * @throws Exception any that {@link Answer#of(Throwable)} has an answer for
         */
        CompletionStage<Answer> handle(byte[] body) throws Exception;
    }

    private final Transfers transfers;
    private final RequestWorkers posting;
    private final RequestWorkers confirming;
    private final RequestWorkers reading;

    /** @param heapBytes how large the heap may grow */
    public AsyncRequests(long heapBytes) {
        // While bodies grow and are copied they take up to three times this.
        transfers = new Transfers(heapBytes / 16);
        posting = new RequestWorkers(
                "sluice-posting", MAX_THREADS, "Too many messages are being posted; this one was not pushed.");
        confirming = new RequestWorkers("sluice-confirming", MAX_THREADS, "Too much is being confirmed; this was not.");
        int readers = (int) Math.max(1, Math.min(MAX_THREADS, heapBytes / HEAP_BYTES_FOR_A_READER));
        reading = new RequestWorkers("sluice-history", readers, "Too many histories are being read.");
    }

    /** For messages and events that are posted. */
    RequestWorkers posting() {
        return posting;
    }

    /** For confirmations. */
    RequestWorkers confirming() {
        return confirming;
    }

    /** For histories. */
    RequestWorkers reading() {
        return reading;
    }

    /** Answers a request once its body is here. */
    void post(HttpServletRequest request, int maxBytes, RequestWorkers workers, Handler handler) throws IOException {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        answer(started, started.body(maxBytes), workers, handler);
    }

    /** Answers a request that has no body. */
    void get(HttpServletRequest request, RequestWorkers workers, Handler handler) {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        started.onAllDataRead();
        answer(started, CompletableFuture.completedFuture(new byte[0]), workers, handler);
    }

    /** Sends an answer that there is already, and that may be longer than what a connection takes at once. */
    void send(HttpServletRequest request, Answer answer) {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        started.onAllDataRead();
        started.answer(answer);
    }

    private static void answer(
            AsyncRequest request, CompletableFuture<byte[]> body, RequestWorkers workers, Handler handler) {
        body.thenCompose(bytes -> workers.submit(() -> handler.handle(bytes)))
                .thenCompose(answer -> answer)
                .exceptionally(Answer::of)
                .thenAccept(request::answer);
    }

    @Override
    public void close() {
        transfers.close();
        posting.close();
        confirming.close();
        reading.close();
    }
}
