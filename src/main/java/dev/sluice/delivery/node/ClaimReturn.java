package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
import dev.sluice.store.ReturnResult;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The return of abandoned sessions' claims to their queues. */
final class ClaimReturn {
    private final LeaseStore leases;
    private final RecoveryObserver observer;

    ClaimReturn(LeaseStore leases, RecoveryObserver observer) {
        this.leases = leases;
        this.observer = observer;
    }

    /**
     * The outcome of a return of claims.
     *
     * @param recovered the queues to which messages came back
     * @param failed maps a queue to the reason why its claims could not be returned
     */
    record Outcome(Set<String> recovered, Map<String, ReturnResult> failed) {}

    /**
     * Returns an incarnation's claims on some queues.
     *
     * @param which selects the sessions
     */
    Outcome of(String incarnation, Collection<String> queues, Predicate<LeaseStore.Orphan> which) {
        if (queues.isEmpty()) {
            return new Outcome(Set.of(), Map.of());
        }
        LeaseStore.OrphanSearch search = leases.orphans(incarnation, queues);
        List<LeaseStore.Orphan> orphans =
                search.orphans().stream().filter(which).toList();
        List<ReturnResult> results = orphans.isEmpty() ? List.of() : leases.recover(orphans);
        Outcome outcome = new Outcome(new HashSet<>(), new HashMap<>(search.failed()));
        for (int i = 0; i < orphans.size(); i++) {
            String queue = orphans.get(i).queue();
            if (!(results.get(i) instanceof ReturnResult.Returned returned)) {
                outcome.failed().put(queue, results.get(i));
            } else if (returned.messages() > 0) {
                outcome.recovered().add(queue);
                observer.reclaimed(queue, incarnation, returned.messages());
            }
        }
        return outcome;
    }
}
