package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
import dev.sluice.store.Refusal;
import dev.sluice.store.ReturnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One pass over all queues that are noted for an incarnation: returns its claims and removes the notes. */
final class RecoveryPass {
    private final LeaseStore leases;
    private final ClaimReturn claims;
    private final String incarnation;

    private String from = LeaseStore.START;
    private boolean over;
    private int seen;
    /** The number of queues whose claims the store refused to return; they may be too many to list. */
    private int refused;
    /** The first of these queues. */
    private String refusedQueue;

    private Refusal refusal;
    private boolean onlyForbidden = true;
    private boolean unanswered;

    RecoveryPass(LeaseStore leases, ClaimReturn claims, String incarnation) {
        this.leases = leases;
        this.claims = claims;
        this.incarnation = incarnation;
    }

    String incarnation() {
        return incarnation;
    }

    /** Returns true if all queues were visited. */
    boolean isOver() {
        return over;
    }

    /** Returns true if there was no queue. */
    boolean isEmpty() {
        return seen == 0;
    }

    /** Returns true if a queue is left because its server did not answer. */
    boolean isUnanswered() {
        return unanswered;
    }

    /** Returns true if the store refused to work on a queue. */
    boolean isRefused() {
        return refused > 0;
    }

    /** Returns true if missing rights of the store's user were the only reason for refusals. */
    boolean isForbidden() {
        return isRefused() && onlyForbidden;
    }

    /** Reports the refusals. */
    void reportRefusal(RecoveryObserver observer) {
        observer.unreturned(incarnation, refused, refusedQueue, refusal);
    }

    /**
     * Visits some of the queues.
     *
     * @return the queues to which messages came back
     */
    Set<String> advance() {
        LeaseStore.Page page = leases.enlisted(incarnation, from);
        ClaimReturn.Outcome outcome = claims.of(incarnation, page.queues(), orphan -> true);
        List<String> done = new ArrayList<>(page.queues());
        done.removeAll(outcome.failed().keySet());
        if (!done.isEmpty()) {
            leases.delist(incarnation, done);
        }
        outcome.failed().forEach(this::note);
        seen += page.queues().size();
        from = page.next();
        over = from.equals(LeaseStore.START);
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
