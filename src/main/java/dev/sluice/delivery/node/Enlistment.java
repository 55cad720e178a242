package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The queues on which this node may hold claims, noted in the store before the first claim. */
final class Enlistment {
    private static final int QUEUES_PER_CALL = 1_000;

    private final LeaseStore leases;
    private final Lease lease;
    private final Set<String> enlisted = new HashSet<>();
    /**
     * The queues of {@link #enlisted} without subscribers on this node. Bounded by what is forgotten between renewals.
     */
    private final Set<String> unserved = new HashSet<>();

    Enlistment(LeaseStore leases, Lease lease) {
        this.leases = leases;
        this.lease = lease;
    }

    boolean contains(String queue) {
        return enlisted.contains(queue);
    }

    /** Returns all queues on which this node may hold claims. */
    Set<String> queues() {
        return Set.copyOf(enlisted);
    }

    /** Notes these queues. Returns false if the lease has lapsed. */
    boolean enlist(Collection<String> queues) {
        boolean noted = leases.enlist(lease.incarnation(), queues);
        if (noted) {
            enlisted.addAll(queues);
        }
        return noted;
    }

    /** Called when a queue has subscribers on this node. */
    void served(String queue) {
        unserved.remove(queue);
    }

    /** Called when a queue has neither subscribers nor claims on this node. */
    void forgotten(String queue) {
        if (enlisted.contains(queue)) {
            unserved.add(queue);
        }
    }

    /** Removes the notes of queues without subscribers. */
    void sweep() {
        while (!unserved.isEmpty()) {
            List<String> some = unserved.stream().limit(QUEUES_PER_CALL).toList();
            some.forEach(enlisted::remove); // first, since the store may do it and its answer be lost
            leases.delist(lease.incarnation(), some);
            some.forEach(unserved::remove);
        }
    }

    /** Forgets all, as a new incarnation begins, for which nothing is noted. */
    void clear() {
        enlisted.clear();
        unserved.clear();
    }
}
