package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The return of dead incarnations' claims. Every node does this for all others and for its own former ones. A node may
 * stop after any call to the store, or two may make the same call: what is left undone is found again.
 */
public final class Recovery {
    private final LeaseStore leases;
    private final ClaimReturn claims;
    private final RecoveryObserver observer;
    private final Ticker ticker;
    /** Former incarnations of this node that others may not know to have lapsed, with the queues of their claims. */
    private final Map<String, Set<String>> unreported = new HashMap<>();

    /** The incarnations whose turn is still to come. */
    private final Set<String> lapsed = new LinkedHashSet<>();

    private final RecoveryBackoff backoff = new RecoveryBackoff();
    /** The pass under way, or null. */
    private RecoveryPass pass;

    Recovery(LeaseStore leases, ClaimReturn claims, RecoveryObserver observer, Ticker ticker) {
        this.leases = leases;
        this.claims = claims;
        this.observer = observer;
        this.ticker = ticker;
    }

    /**
     * Called when this node has lost its lease. Others may not know of its claims: a store that has lost its data has
     * forgotten the node, and accepts its claims until the next renewal.
     */
    void lapsed(String incarnation, Set<String> queues) {
        unreported.put(incarnation, queues);
    }

    /**
     * Queues the incarnations that a renewal has named. Those that failed before are tried again, unless they still
     * wait.
     */
    void begin(Collection<String> incarnations) {
        lapsed.clear();
        incarnations.stream()
                .filter(incarnation -> !backoff.isWaiting(incarnation, ticker.nanos()))
                .filter(incarnation -> pass == null || !incarnation.equals(pass.incarnation()))
                .forEach(lapsed::add);
    }

    boolean isDue() {
        return !unreported.isEmpty() || pass != null || !lapsed.isEmpty();
    }

    /**
     * Does a bounded piece of the work.
     *
     * @return the queues to which messages came back
     */
    Set<String> advance() {
        for (Map.Entry<String, Set<String>> one : Map.copyOf(unreported).entrySet()) {
            leases.lapse(one.getKey(), one.getValue());
            unreported.remove(one.getKey());
            lapsed.add(one.getKey());
        }
        if (pass == null) {
            pass = passOf(lapsed.iterator().next());
            lapsed.remove(pass.incarnation());
            observer.recovering(pass.incarnation());
        }
        Set<String> recovered = pass.isOver() ? Set.of() : pass.advance();
        if (pass.isOver()) {
            finish();
        }
        return recovered;
    }

    private RecoveryPass passOf(String incarnation) {
        return new RecoveryPass(leases, claims, incarnation);
    }

    private void finish() {
        String incarnation = pass.incarnation();
        if (pass.isEmpty()) {
            leases.forget(incarnation);
            backoff.forget(incarnation);
            pass = null;
        } else if (pass.isUnanswered()) {
            pass = null; // until the next renewal
        } else if (pass.isRefused()) {
            if (backoff.refused(incarnation, pass.isForbidden(), ticker.nanos())) {
                pass.reportRefusal(observer);
            }
            pass = null;
        } else {
            pass = passOf(incarnation); // to find what its node has noted meanwhile
        }
    }
}
