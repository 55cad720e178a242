package dev.sluice.http.answer;

import dev.sluice.time.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The executor of requests that have a body or a long answer, or wait for Redis, which keeps no thread of the
 * container. Each kind has its own threads that wait for Redis, so that none delays another. Thread-safe.
 */
public final class AsyncRequests implements AutoCloseable {
    private static final int MAX_THREADS = 6;
    /** As many as let a short question pass by a long one. */
    private static final int DIRECTORY_THREADS = 2;
    /** A page of history takes about four times its own megabyte while it is written as JSON. */
    private static final long HEAP_BYTES_FOR_A_READER = 32 << 20;

    /** The action on a body. */
    public interface Handler<T> {
        /** @throws Exception any that {@link Answer#of(Throwable)} has an answer for */
        T handle(byte[] body) throws Exception;
    }

    private final int maxBodyBytes;
    private final Transfers transfers;
    private final RequestWorkers posting;
    private final RequestWorkers confirming;
    private final RequestWorkers reading;
    private final RequestWorkers figures;
    private final RequestWorkers directory;

    /** @param heapBytes the heap's greatest size */
    public AsyncRequests(long heapBytes, Ticker ticker) {
        // While bodies grow and are copied they take up to three times this, and those with many messages four times.
        long transferBytes = heapBytes / 16;
        maxBodyBytes = (int) Math.min(Integer.MAX_VALUE, transferBytes / 4);
        transfers = new Transfers(transferBytes, ticker);
        posting = new RequestWorkers(
                "sluice-posting",
                MAX_THREADS,
                "Too many posts are waiting; nothing was published or sent. Try again.",
                ticker);
        confirming = new RequestWorkers(
                "sluice-confirming",
                MAX_THREADS,
                "Too many messages are being confirmed; these were not confirmed.",
                ticker);
        int readers = (int) Math.max(1, Math.min(MAX_THREADS, heapBytes / HEAP_BYTES_FOR_A_READER));
        reading = new RequestWorkers("sluice-history", readers, "Too many histories are being read.", ticker);
        figures = new RequestWorkers("sluice-figures", 1, "Too many clients are reading the metrics.", ticker);
        directory = new RequestWorkers(
                "sluice-directory", DIRECTORY_THREADS, "Too many clients are asking who is connected.", ticker);
    }

    /** Returns the longest body to accept, in bytes: a quarter of the memory for all bodies. */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Begins to watch for slow peers. */
    public void start() {
        transfers.start();
    }

    /**
     * Publishes or sends a body. No thread waits for an answer that comes later.
     *
     * @param permission completed once the body may be read; a failure refuses the request
     * @param handler may wait for Redis
     */
    public void handleBody(
            HttpServletRequest request,
            int maxBytes,
            CompletionStage<?> permission,
            Handler<CompletionStage<Answer>> handler) {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        answer(
                started,
                permission
                        .thenCompose(permitted -> started.body(maxBytes))
                        .thenCompose(body -> posting.submit(() -> handler.handle(body)))
                        .thenCompose(answer -> answer)
                        .toCompletableFuture());
    }

    /**
     * Publishes the parts of a body.
     *
     * @param maxBytes gives the longest body, once it may be read; a failure refuses the request
     * @param reader reads the body; what it gives, once that is decided, publishes and may wait for Redis
     */
    public void publishParts(
            HttpServletRequest request,
            CompletionStage<Integer> maxBytes,
            Handler<CompletionStage<Callable<Answer>>> reader) {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        answer(
                started,
                maxBytes.thenCompose(started::body)
                        .thenCompose(body -> posting.submit(() -> reader.handle(body)))
                        .thenCompose(decided -> decided)
                        .thenCompose(posting::submit)
                        .toCompletableFuture());
    }

    /** Confirms what a body names. */
    public void confirm(HttpServletRequest request, int maxBytes, Handler<CompletionStage<Answer>> confirmer)
            throws IOException {
        AsyncRequest started = AsyncRequest.start(request, transfers);
        answer(
                started,
                started.body(maxBytes)
                        .thenCompose(body -> confirming.submit(() -> confirmer.handle(body)))
                        .thenCompose(answer -> answer)
                        // Not by the delivering thread, which completes it.
                        .whenCompleteAsync((answer, failure) -> {}, confirming));
    }

    /**
     * Reads a history.
     *
     * @param permission completed once it may be read; a failure refuses the request
     */
    public void readHistory(HttpServletRequest request, CompletionStage<?> permission, Callable<Answer> reader) {
        answer(
                AsyncRequest.start(request, transfers),
                permission.thenCompose(permitted -> reading.submit(reader)).toCompletableFuture());
    }

    /** Reads figures. */
    public void readFigures(HttpServletRequest request, Callable<Answer> reader) {
        answer(AsyncRequest.start(request, transfers), figures.submit(reader));
    }

    /**
     * Asks the directory of connections.
     *
     * @param question waits for Redis
     * @return what came of it; or a {@link RefusedException} if too many questions wait
     */
    public <T> CompletableFuture<T> ask(Callable<T> question) {
        return directory.submit(question);
    }

    /** Sends an answer that is known later. */
    public void answer(HttpServletRequest request, CompletableFuture<Answer> answer) {
        answer(AsyncRequest.start(request, transfers), answer);
    }

    /** Sends an answer that is known already. */
    public void answer(HttpServletRequest request, Answer answer) {
        AsyncRequest.start(request, transfers).answer(answer);
    }

    /**
     * Refuses a request. If it has a body, that stays unread, since a container might wait for it, and its connection
     * ends. The others keep their connection, or a proxy would run out of ports for new ones.
     */
    public void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        if (UnreadBody.isIn(request)) {
            UnreadBody.closeAfter(request, response);
            answer(request, Answer.of(problem));
        } else {
            Answer.of(problem).send(response);
        }
    }

    private static void answer(AsyncRequest request, CompletableFuture<Answer> answer) {
        answer.exceptionally(Answer::of).thenAccept(request::answer).whenComplete((done, failure) -> {
            if (failure != null) { // perhaps no memory for an answer
                request.end();
            }
        });
    }

    @Override
    public void close() {
        transfers.close();
        posting.close();
        confirming.close();
        reading.close();
        figures.close();
        directory.close();
    }
}
