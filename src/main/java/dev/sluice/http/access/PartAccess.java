package dev.sluice.http.access;

import dev.sluice.access.Need;
import dev.sluice.http.answer.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides about the parts of a request of which only the body says what they need. Thread-safe. */
public interface PartAccess {
    /** Access of a node without access control. */
    PartAccess OPEN = needs -> CompletableFuture.completedFuture(
            needs.stream().collect(Collectors.toMap(Function.identity(), need -> Decision.OPEN)));

    /**
     * A decision about one need.
     *
     * @param refusal the reason why it is not granted; empty if it is
     * @param user the user to whom it is granted, if known
     */
    record Decision(Optional<Problem> refusal, Optional<String> user) {
        private static final Decision OPEN = new Decision(Optional.empty(), Optional.empty());
    }

    /** Decides about each need by itself. No thread waits, and the result does not fail. */
    CompletableFuture<Map<Need, Decision>> decide(Set<Need> needs);
}
