package dev.sluice.delivery.node;

import dev.sluice.store.NodeRegistry;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Returns the claims of incarnations that are no more. Every node does this for every other and for its own past; each
 * call to the store may be the last, or be made by two at once: what is left undone is found again.
 */
public final class Recovery {
    private final NodeRegistry registry;
    private final ClaimReturn claims;
    private final RecoveryObserver observer;
    private final Ticker ticker;
    /** Former incarnations of this node, with the queues on which they may have left claims. */
    private final Map<String, Set<String>> untold = new HashMap<>();

    /** Those whose turn is still to come. */
    private final Set<String> lapsed = new LinkedHashSet<>();

    private final RecoveryBackoff backoff = new RecoveryBackoff();
    /** What is under way, or null. */
    private RecoveryPass pass;

    Recovery(NodeRegistry registry, ClaimReturn claims, RecoveryObserver observer, Ticker ticker) {
        this.registry = registry;
        this.claims = claims;
        this.observer = observer;
        this.ticker = ticker;
    }

    /**
     * This node has lost its lease. That alone does not mean that others know of its claims: a store that has lost its data
     * has forgotten the node, and takes claims of it until the next renewal.
     */
    void lapsed(String incarnation, Set<String> queues) {
        untold.put(incarnation, queues);
    }

    /** A renewal has told of these; what could not be recovered before is tried again, unless it still waits. */
    void begin(Collection<String> incarnations) {
        lapsed.clear();
        incarnations.stream()
                .filter(incarnation -> !backoff.isWaiting(incarnation, ticker.nanos()))
                .filter(incarnation -> pass == null || !incarnation.equals(pass.incarnation()))
                .forEach(lapsed::add);
    }

    boolean isDue() {
        return !untold.isEmpty() || pass != null || !lapsed.isEmpty();
    }

    /**
     * Does a bounded piece of the work.
     *
     * @return the queues to which messages came back
     */
    Set<String> advance() {
        for (Map.Entry<String, Set<String>> one : Map.copyOf(untold).entrySet()) {
            registry.lapse(one.getKey(), one.getValue());
            untold.remove(one.getKey());
            lapsed.add(one.getKey());
        }
        if (pass == null) {
            pass = passOf(lapsed.iterator().next());
            lapsed.remove(pass.incarnation());
        }
        Set<String> recovered = pass.isOver() ? Set.of() : pass.advance();
        if (pass.isOver()) {
            finish();
        }
        return recovered;
    }

    private RecoveryPass passOf(String incarnation) {
        return new RecoveryPass(registry, claims, incarnation);
    }

    private void finish() {
        String incarnation = pass.incarnation();
        if (pass.isEmpty()) {
            registry.forget(incarnation);
            backoff.forget(incarnation);
            pass = null;
        } else if (pass.isUnanswered()) {
            pass = null; // until the next renewal
        } else if (pass.isRefused()) {
            if (backoff.refused(incarnation, pass.isForbidden(), ticker.nanos())) {
                pass.tellRefused(observer);
            }
            pass = null;
        } else {
            pass = passOf(incarnation); // which finds nothing, unless its node has noted more meanwhile
        }
    }
}
