package dev.sluice.http.access;

import dev.sluice.access.Access;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that wait for a decision without a thread. Once it is there, the container dispatches them to their servlet
 * again. Thread-safe.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.0/">Jakarta Servlet 6.0, section 2.3.3.3, "Asynchronous
 *     processing"</a>
 */
public final class WaitingRequests {
    private static final String DECISION = WaitingRequests.class.getName() + ".decision";

    private final AtomicInteger count = new AtomicInteger();

    /** Returns the decision for which a request has waited; empty if it has not. */
    @SuppressWarnings("unchecked")
    public Optional<CompletableFuture<Access>> decision(HttpServletRequest request) {
        return Optional.ofNullable((CompletableFuture<Access>) request.getAttribute(DECISION));
    }

    /**
     * Lets a request come again. The servlet must return without an answer.
     *
     * @param onLost called if the request cannot come again, because the container has ended it
     */
    public void await(HttpServletRequest request, CompletableFuture<Access> decision, Runnable onLost) {
        request.setAttribute(DECISION, decision);
        AsyncContext context = request.startAsync();
        context.setTimeout(0); // the decision has a time-out of its own
        count.incrementAndGet();
        decision.whenComplete((access, failure) -> {
            count.decrementAndGet();
            try {
                context.dispatch();
            } catch (IllegalStateException e) {
                onLost.run();
            }
        });
    }

    /** Returns the number of requests that wait. */
    public int count() {
        return count.get();
    }
}
