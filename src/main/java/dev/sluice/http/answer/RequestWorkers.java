package dev.sluice.http.answer;

import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads for requests of one kind, which wait for Redis without delaying other kinds. Thread-safe. */
final class RequestWorkers implements Executor, AutoCloseable {
    private static final int MAX_WAITING = 1_000;
    /** The time that Redis may take to answer. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String refusal;
    private final Ticker ticker;
    private final ThreadPoolExecutor threads;

    /**
     * Starts no thread yet.
     *
     * @param name the threads' name
     * @param count the most threads
     * @param refusal a sentence for requests that get no thread in time
     */
    RequestWorkers(String name, int count, String refusal, Ticker ticker) {
        this.refusal = refusal;
        this.ticker = ticker;
        threads = Threads.pool(name, count, MAX_WAITING);
    }

    /**
     * Does work on one of the threads.
     *
     * @return the work's result or failure; a {@link RefusedException} if it waited too long and was not done
     */
    <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        long submitted = ticker.nanos();
        try {
            threads.execute(() -> {
                if (ticker.nanos() - submitted > MAX_WAIT_NANOS) {
                    refuse(result);
                } else {
                    complete(result, work);
                }
            });
        } catch (RejectedExecutionException e) {
            refuse(result);
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Does short work that must not be refused: on one of the threads if there is room, else on the caller's. */
    @Override
    public void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    private void refuse(CompletableFuture<?> result) {
        result.completeExceptionally(new RefusedException(Problem.unavailable(refusal)));
    }

    /** Ends the threads after their present work; later work is refused. */
    @Override
    public void close() {
        Threads.finish(threads);
    }
}
