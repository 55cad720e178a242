package dev.sluice.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Returns the claims of incarnations that are no more. Every node does this for every other and for its own past; each
 * call to the store may be the last, or be made by two at once: what is left undone is found again.
 */
final class Recovery {
    private final NodeRegistry registry;
    private final DeliveryObserver observer;
    /** Former incarnations of this node, with the queues on which they may have left claims. */
    private final Map<String, Set<String>> untold = new HashMap<>();

    private final ArrayDeque<String> lapsed = new ArrayDeque<>();

    Recovery(NodeRegistry registry, DeliveryObserver observer) {
        this.registry = registry;
        this.observer = observer;
    }

    /**
     * This node has lost its lease. That alone does not mean that others know of its claims: a store that has lost its data
     * has forgotten the node, and takes claims of it until the next renewal.
     */
    void lapsed(String incarnation, Set<String> queues) {
        untold.put(incarnation, queues);
    }

    /** A renewal has told of these; what could not be recovered before is tried again. */
    void begin(Collection<String> incarnations) {
        lapsed.clear();
        lapsed.addAll(incarnations);
    }

    boolean isDue() {
        return !untold.isEmpty() || !lapsed.isEmpty();
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
        String incarnation = lapsed.element();
        List<String> queues = registry.enlisted(incarnation);
        if (queues.isEmpty()) {
            registry.forget(incarnation);
            lapsed.remove();
            return Set.of();
        }
        List<NodeRegistry.Orphan> orphans = registry.orphans(incarnation, queues);
        List<Long> returned = orphans.isEmpty() ? List.of() : registry.recover(orphans);
        Set<String> recovered = new HashSet<>();
        Set<String> refused = new HashSet<>();
        for (int i = 0; i < orphans.size(); i++) {
            String queue = orphans.get(i).queue();
            if (returned.get(i) < 0) {
                refused.add(queue);
            } else if (returned.get(i) > 0) {
                recovered.add(queue);
                observer.reclaimed(queue, incarnation, returned.get(i));
            }
        }
        List<String> done = new ArrayList<>(queues);
        done.removeAll(refused);
        if (done.isEmpty()) {
            lapsed.remove(); // until the next renewal
        } else {
            registry.delist(incarnation, done);
        }
        return recovered;
    }
}
