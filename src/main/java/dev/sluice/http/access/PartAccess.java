package dev.sluice.http.access;

import dev.sluice.access.Need;
import dev.sluice.http.answer.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides about the parts of a request of which only the body says what they need. Thread-safe.
 *
 * @param user the user, if known before the body is read
 * @param isStranger true if only the application can tell who the client is, and it is not asked before the body is read
 * @param decider decides about each need by itself; no thread waits. The result fails only with a {@link
 *     dev.sluice.http.answer.RefusedException} for the request as a whole
 */
public record PartAccess(
        Optional<String> user,
        boolean isStranger,
        Function<Set<Need>, CompletableFuture<Map<Need, Decision>>> decider) {
    /** Access of a node without access control. */
    public static final PartAccess OPEN = new PartAccess(
            Optional.empty(),
            false,
            needs -> CompletableFuture.completedFuture(
                    needs.stream().collect(Collectors.toMap(Function.identity(), need -> Decision.OPEN))));

    /**
     * A decision about one need.
     *
     * @param refusal the reason why it is not granted; empty if it is
     * @param user the user to whom it is granted, if known
     */
    public record Decision(Optional<Problem> refusal, Optional<String> user) {
        private static final Decision OPEN = new Decision(Optional.empty(), Optional.empty());
    }
}
