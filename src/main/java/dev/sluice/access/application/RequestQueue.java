package dev.sluice.access.application;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A queue of requests: some are under way, the others wait for their turn. A request has the same time to wait as it then
 * has for its answer. Thread-safe.
 */
final class RequestQueue<T> {
    private static final long NOTHING_DUE_NANOS = Duration.ofHours(1).toNanos();

    private final class Entry {
        private final Supplier<CompletableFuture<T>> request;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private volatile CompletableFuture<T> call;
        /** By the ticker; guarded by the queue. */
        private long deadline;

        private Entry(Supplier<CompletableFuture<T>> request) {
            this.request = request;
        }

        private void begin() {
            call = call();
            // By the executor: a long queue of requests that fail at once would else be a deep stack.
            call.whenCompleteAsync((answer, failure) -> end(this, answer, failure), executor);
            if (result.isDone()) {
                call.cancel(true);
            }
        }

        private CompletableFuture<T> call() {
            try {
                return request.get();
            } catch (RuntimeException | Error e) { // perhaps no thread is left
                return CompletableFuture.failedFuture(e);
            }
        }

        private void expire(String reason) {
            result.completeExceptionally(ApplicationFaults.unavailable(reason));
            if (call != null) {
                call.cancel(true);
            }
        }
    }

    private final int mostAtOnce;
    private final int mostWaiting;
    private final long timeoutNanos;
    private final Ticker ticker;
    private final Executor executor;

    // Both in the order of their deadlines, as all have the same timeout. Guarded by this.
    private final Set<Entry> underWay = new LinkedHashSet<>();
    private final Queue<Entry> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param timeout the time to wait in the queue, and the time for an answer
     * @param executor completes requests
     */
    RequestQueue(int mostAtOnce, int mostWaiting, Duration timeout, Ticker ticker, Executor executor) {
        this.mostAtOnce = mostAtOnce;
        this.mostWaiting = mostWaiting;
        this.timeoutNanos = timeout.toNanos();
        this.ticker = ticker;
        this.executor = executor;
    }

    /** Returns true if there is no request, so that none has a deadline. */
    synchronized boolean isIdle() {
        return underWay.isEmpty();
    }

    /**
     * Makes a request when it is its turn.
     *
     * @param request begins the request; may be cancelled
     * @return its result; or an exception of the kind UNAVAILABLE if it waits or takes too long, or the queue is full
     */
    CompletableFuture<T> submit(Supplier<CompletableFuture<T>> request) {
        Entry entry = new Entry(request);
        boolean begins;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(ApplicationFaults.unavailable("is not asked: the node stops"));
            }
            begins = underWay.size() < mostAtOnce;
            if (!begins && waiting.size() >= mostWaiting) {
                return CompletableFuture.failedFuture(ApplicationFaults.unavailable(
                        "is not asked: " + mostWaiting + " requests wait for it already"));
            }
            entry.deadline = ticker.nanos() + timeoutNanos;
            if (begins) {
                underWay.add(entry);
            } else {
                waiting.add(entry);
            }
        }
        if (begins) {
            entry.begin();
        }
        return entry.result;
    }

    private void end(Entry entry, T answer, Throwable failure) {
        Optional<Entry> next;
        synchronized (this) {
            next = underWay.remove(entry) ? takeNext() : Optional.empty();
        }
        next.ifPresent(Entry::begin);
        if (failure == null) {
            entry.result.complete(answer);
        } else {
            entry.result.completeExceptionally(failure);
        }
    }

    private Optional<Entry> takeNext() {
        Optional<Entry> next = Optional.ofNullable(waiting.poll());
        next.ifPresent(entry -> {
            entry.deadline = ticker.nanos() + timeoutNanos;
            underWay.add(entry);
        });
        return next;
    }

    /**
     * Ends requests that wait or take too long.
     *
     * @return the nanoseconds until this is due again
     */
    long expire() {
        List<Entry> slow;
        List<Entry> late = new ArrayList<>();
        List<Entry> next = new ArrayList<>();
        long pause;
        synchronized (this) {
            long now = ticker.nanos();
            slow = underWay.stream()
                    .takeWhile(entry -> entry.deadline - now <= 0)
                    .toList();
            while (!waiting.isEmpty() && waiting.peek().deadline - now <= 0) {
                late.add(waiting.poll());
            }
            slow.forEach(underWay::remove);
            slow.forEach(entry -> takeNext().ifPresent(next::add));
            pause = Stream.concat(underWay.stream().limit(1), waiting.stream().limit(1))
                    .mapToLong(entry -> entry.deadline - now)
                    .min()
                    .orElse(NOTHING_DUE_NANOS);
        }
        slow.forEach(entry -> entry.expire("has not answered in time"));
        late.forEach(entry -> entry.expire("is not asked: too many requests wait for it"));
        next.forEach(Entry::begin);
        return pause;
    }

    /** Ends all requests, and refuses later ones. */
    void close() {
        List<Entry> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            all.addAll(underWay);
            all.addAll(waiting);
            underWay.clear();
            waiting.clear();
        }
        all.forEach(entry -> entry.expire("is not asked: the node stops"));
    }
}
