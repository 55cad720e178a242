package dev.sluice.delivery;

import java.util.ArrayList;
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
final class Stocktaking {
    private static final int QUEUES_PER_CALL = 200;

    private final NodeRegistry registry;
    private final DeliveryObserver observer;
    /** Bounded by the queues that are enlisted. */
    private final Set<String> doubted = new LinkedHashSet<>();
    /** Those that the store would not work on. */
    private final Set<String> refused = new HashSet<>();

    Stocktaking(NodeRegistry registry, DeliveryObserver observer) {
        this.registry = registry;
        this.observer = observer;
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
        List<NodeRegistry.Orphan> strays = registry.orphans(incarnation, queues).stream()
                .filter(orphan -> !orphan.session().equals(sessions.apply(orphan.queue())))
                .toList();
        List<Long> returned = strays.isEmpty() ? List.of() : registry.recover(strays);
        Set<String> recovered = new HashSet<>();
        List<String> again = new ArrayList<>();
        for (int i = 0; i < strays.size(); i++) {
            String queue = strays.get(i).queue();
            if (returned.get(i) < 0) {
                again.add(queue);
            } else if (returned.get(i) > 0) {
                recovered.add(queue);
                observer.reclaimed(queue, incarnation, returned.get(i));
            }
        }
        queues.forEach(doubted::remove);
        refused.addAll(again);
        return recovered;
    }
}
