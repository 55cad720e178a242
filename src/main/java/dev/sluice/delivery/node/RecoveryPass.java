package dev.sluice.delivery.node;

import dev.sluice.store.NodeRegistry;
import dev.sluice.store.Refusal;
import dev.sluice.store.ReturnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One look through all queues that are noted for an incarnation: returns what it can, and crosses those queues off. */
final class RecoveryPass {
    private final NodeRegistry registry;
    private final ClaimReturn claims;
    private final String incarnation;

    private String from = NodeRegistry.START;
    private boolean over;
    private int seen;
    /** Those whose claims the store would not return; counted, since they may be many. */
    private int refused;
    /** The first of these. */
    private String refusedQueue;

    private Refusal refusal;
    private boolean onlyForbidden = true;
    private boolean unanswered;

    RecoveryPass(NodeRegistry registry, ClaimReturn claims, String incarnation) {
        this.registry = registry;
        this.claims = claims;
        this.incarnation = incarnation;
    }

    String incarnation() {
        return incarnation;
    }

    /** Whether all queues were looked at. */
    boolean isOver() {
        return over;
    }

    /** Whether there was none. */
    boolean isEmpty() {
        return seen == 0;
    }

    /** Whether some queue is left, since its server did not answer. */
    boolean isUnanswered() {
        return unanswered;
    }

    /** Whether the store would not work on some queue. */
    boolean isRefused() {
        return refused > 0;
    }

    /** Whether it would not only since its user lacks rights. */
    boolean isForbidden() {
        return isRefused() && onlyForbidden;
    }

    /** Says what the store would not do. */
    void tellRefused(RecoveryObserver observer) {
        observer.unreturned(incarnation, refused, refusedQueue, refusal);
    }

    /**
     * Looks at some of the queues.
     *
     * @return those to which messages came back
     */
    Set<String> advance() {
        NodeRegistry.Page page = registry.enlisted(incarnation, from);
        ClaimReturn.Outcome outcome = claims.of(incarnation, page.queues(), orphan -> true);
        List<String> done = new ArrayList<>(page.queues());
        done.removeAll(outcome.failed().keySet());
        if (!done.isEmpty()) {
            registry.delist(incarnation, done);
        }
        outcome.failed().forEach(this::note);
        seen += page.queues().size();
        from = page.next();
        over = from.equals(NodeRegistry.START);
        return outcome.recovered();
    }

    private void note(String queue, ReturnResult failure) {
        if (failure instanceof ReturnResult.Refused why) {
            refused++;
            onlyForbidden &= why.refusal().forbidden();
            if (refusal == null) {
                refusedQueue = queue;
                refusal = why.refusal();
            }
        } else {
            unanswered = true;
        }
    }
}
