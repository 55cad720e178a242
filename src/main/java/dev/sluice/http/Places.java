package dev.sluice.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many requests of one kind read their body or wait for Redis at once: each keeps a thread, and the others must
 * go on. Who finds no place waits without a thread, and is dispatched to its servlet again when it has one. Thread-safe.
 */
final class Places {
    /** Of each of three kinds: posts, confirmations and histories. In the jar all requests share 32 threads. */
    private static final int MOST_AT_ONCE = 6;

    private static final int MOST_WAITING = 1_000;
    /** As long as Redis may take to answer. */
    private static final Executor LONGEST_WAIT = CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS);

    /** Of a request that has waited: whether it has a place now. */
    private static final String HAS_PLACE = Places.class.getName();

    private final String refusal;

    // Guarded by this.
    private final Queue<AsyncContext> waiting = new ArrayDeque<>();
    private int free = MOST_AT_ONCE;

    /** @param refusal one sentence for those who get no place */
    Places(String refusal) {
        this.refusal = refusal;
    }

    /**
     * Takes a place, which {@link #release} gives back.
     *
     * @return false where there is none yet: the request is to be left alone, and comes again
     * @throws RefusedException where too many wait, or this one has waited too long
     */
    boolean take(HttpServletRequest request) throws RefusedException {
        Object hasPlace = request.getAttribute(HAS_PLACE);
        if (hasPlace == null) {
            return takeOrWait(request);
        }
        if (hasPlace.equals(false)) {
            throw new RefusedException(Problem.unavailable(refusal));
        }
        return true;
    }

    private synchronized boolean takeOrWait(HttpServletRequest request) throws RefusedException {
        if (free > 0) {
            free--;
            return true;
        }
        if (waiting.size() == MOST_WAITING) {
            throw new RefusedException(Problem.unavailable(refusal));
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0); // the container's own would race with a place that becomes free
        waiting.add(context);
        LONGEST_WAIT.execute(() -> giveUp(context));
        return false;
    }

    /** Gives a place back. */
    synchronized void release() {
        AsyncContext next = waiting.poll();
        while (next != null && !resume(next, true)) {
            next = waiting.poll();
        }
        if (next == null) {
            free++;
        }
    }

    private synchronized void giveUp(AsyncContext context) {
        if (waiting.remove(context)) {
            resume(context, false);
        }
    }

    /** @return false where the container has ended the request meanwhile, or does not dispatch it */
    private static boolean resume(AsyncContext context, boolean hasPlace) {
        try {
            context.getRequest().setAttribute(HAS_PLACE, hasPlace);
            context.dispatch();
            return true;
        } catch (RuntimeException e) {
            // Whatever the container has against it: whoever gives a place back is not to blame.
            end(context);
            return false;
        }
    }

    /** Ends a request that comes to no servlet any more, which without a time-out would stay for ever. */
    private static void end(AsyncContext context) {
        try {
            ((HttpServletResponse) context.getResponse()).setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            context.complete();
        } catch (IllegalStateException e) {
            // The container has ended it already.
        }
    }
}
