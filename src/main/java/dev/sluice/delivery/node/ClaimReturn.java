package dev.sluice.delivery.node;

import dev.sluice.store.NodeRegistry;
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
    private final NodeRegistry registry;
    private final RecoveryObserver observer;

    ClaimReturn(NodeRegistry registry, RecoveryObserver observer) {
        this.registry = registry;
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
    Outcome of(String incarnation, Collection<String> queues, Predicate<NodeRegistry.Orphan> which) {
        if (queues.isEmpty()) {
            return new Outcome(Set.of(), Map.of());
        }
        NodeRegistry.OrphanSearch search = registry.orphans(incarnation, queues);
        List<NodeRegistry.Orphan> orphans =
                search.orphans().stream().filter(which).toList();
        List<ReturnResult> results = orphans.isEmpty() ? List.of() : registry.recover(orphans);
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
