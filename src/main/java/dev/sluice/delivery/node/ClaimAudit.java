package dev.sluice.delivery.node;

import dev.sluice.store.ReturnResult;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Compares what the store has of this node with what the node knows, since the store may have fallen back to an earlier
 * state: a replica that becomes the master lacks the last writes, and a server that restarts may lack minutes. Then it has
 * forgotten queues that were noted, and has sessions again that were ended; their claims are returned.
 */
final class ClaimAudit {
    private static final int QUEUES_PER_CALL = 200;

    private final ClaimReturn claims;
    /** Bounded by the queues that are enlisted. */
    private final Set<String> doubted = new LinkedHashSet<>();
    /** Those that could not be looked at, though the node may use them. */
    private final Set<String> refused = new HashSet<>();

    ClaimAudit(ClaimReturn claims) {
        this.claims = claims;
    }

    /** These are to be looked at. */
    void doubt(Collection<String> queues) {
        doubted.addAll(queues);
    }

    /** Looks again at what could not be looked at. */
    void tryAgain() {
        doubted.addAll(refused);
        refused.clear();
    }

    /** A new incarnation has begun, of which the store has nothing. */
    void clear() {
        doubted.clear();
        refused.clear();
    }

    boolean isDue() {
        return !doubted.isEmpty();
    }

    /** Whether nothing is left to be looked at, now or later. */
    boolean isDone() {
        return doubted.isEmpty() && refused.isEmpty();
    }

    /** Those to be looked at next, which must be enlisted again first. */
    List<String> next() {
        return doubted.stream().limit(QUEUES_PER_CALL).toList();
    }

    /**
     * Looks at these queues.
     *
     * @param sessions from a queue to the session that this node has on it
     * @return the queues to which messages came back
     */
    Set<String> advance(String incarnation, List<String> queues, UnaryOperator<String> sessions) {
        ClaimReturn.Outcome outcome =
                claims.of(incarnation, queues, orphan -> !orphan.session().equals(sessions.apply(orphan.queue())));
        queues.forEach(doubted::remove);
        outcome.failed().forEach((queue, failure) -> {
            if (!isForbidden(failure)) {
                refused.add(queue);
            }
        });
        return outcome.recovered();
    }

    /** The node has no claims on a queue it may not use; if it had, the next exchange would fail. */
    private static boolean isForbidden(ReturnResult failure) {
        return failure instanceof ReturnResult.Refused why && why.refusal().forbidden();
    }
}
