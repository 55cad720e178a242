package dev.sluice.delivery.node;

import dev.sluice.store.ReturnResult;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A comparison of the store's record of this node with the node's own, since the store may have fallen back to an
 * earlier state: a promoted replica lacks the last writes, and a restarted server may lack minutes. Queues that it has
 * forgotten are noted again, and the claims of sessions that had ended are returned.
 */
final class ClaimAudit {
    private static final int QUEUES_PER_CALL = 200;

    private final ClaimReturn claims;
    /** The queues to be audited. Bounded by the queues that are enlisted. */
    private final Set<String> pending = new LinkedHashSet<>();
    /** The queues whose audit failed, though the node has the right to use them. */
    private final Set<String> failed = new HashSet<>();

    ClaimAudit(ClaimReturn claims) {
        this.claims = claims;
    }

    /** Adds queues to be audited. */
    void add(Collection<String> queues) {
        pending.addAll(queues);
    }

    /** Audits again the queues whose audit failed. */
    void tryAgain() {
        pending.addAll(failed);
        failed.clear();
    }

    /** Forgets all, as a new incarnation begins, of which the store has nothing. */
    void clear() {
        pending.clear();
        failed.clear();
    }

    boolean isDue() {
        return !pending.isEmpty();
    }

    /** Returns true if nothing is left to audit, now or later. */
    boolean isDone() {
        return pending.isEmpty() && failed.isEmpty();
    }

    /** Returns the queues to audit next. They must be enlisted again first. */
    List<String> next() {
        return pending.stream().limit(QUEUES_PER_CALL).toList();
    }

    /**
     * Audits these queues.
     *
     * @param sessions maps a queue to this node's session on it
     * @return the queues to which messages came back
     */
    Set<String> advance(String incarnation, List<String> queues, UnaryOperator<String> sessions) {
        ClaimReturn.Outcome outcome =
                claims.of(incarnation, queues, orphan -> !orphan.session().equals(sessions.apply(orphan.queue())));
        queues.forEach(pending::remove);
        outcome.failed().forEach((queue, failure) -> {
            if (!isForbidden(failure)) {
                failed.add(queue);
            }
        });
        return outcome.recovered();
    }

    /** Returns true if the node has no right to use the queue, and so no claims on it: exchanges would fail, too. */
    private static boolean isForbidden(ReturnResult failure) {
        return failure instanceof ReturnResult.Refused why && why.refusal().forbidden();
    }
}
