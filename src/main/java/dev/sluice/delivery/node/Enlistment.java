package dev.sluice.delivery.node;

import dev.sluice.store.NodeRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The queues on which this node may hold claims, noted in the store before the first of them. */
final class Enlistment {
    private static final int QUEUES_PER_CALL = 1_000;

    private final NodeRegistry registry;
    private final Lease lease;
    private final Set<String> enlisted = new HashSet<>();
    /** Those of {@link #enlisted} that nobody here takes from any more. Bounded by what is forgotten between renewals. */
    private final Set<String> unserved = new HashSet<>();

    Enlistment(NodeRegistry registry, Lease lease) {
        this.registry = registry;
        this.lease = lease;
    }

    boolean contains(String queue) {
        return enlisted.contains(queue);
    }

    /** All queues on which this node may hold claims. */
    Set<String> queues() {
        return Set.copyOf(enlisted);
    }

    /** Notes these queues; false where the lease has lapsed. */
    boolean enlist(Collection<String> queues) {
        boolean noted = registry.enlist(lease.incarnation(), queues);
        if (noted) {
            enlisted.addAll(queues);
        }
        return noted;
    }

    /** Somebody here takes from it. */
    void served(String queue) {
        unserved.remove(queue);
    }

    /** Nobody here takes from it, and no claim on it is held. */
    void forgotten(String queue) {
        if (enlisted.contains(queue)) {
            unserved.add(queue);
        }
    }

    /** Takes back what is not needed any more. */
    void sweep() {
        while (!unserved.isEmpty()) {
            List<String> some = unserved.stream().limit(QUEUES_PER_CALL).toList();
            some.forEach(enlisted::remove); // before, since it counts also where the answer is lost
            registry.delist(lease.incarnation(), some);
            some.forEach(unserved::remove);
        }
    }

    /** A new incarnation has begun, for which nothing is noted. */
    void clear() {
        enlisted.clear();
        unserved.clear();
    }
}
