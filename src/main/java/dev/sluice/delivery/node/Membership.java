package dev.sluice.delivery.node;

import dev.sluice.store.NodeRegistry;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * This node among the others: it holds a lease, notes on which queues it may hold claims, and returns what others have
 * left behind.
 *
 * <p>The registry's server may be away while those of the queues are not. Then nothing here fails as long as the lease
 * lasts; only who needs the registry waits for it.
 */
public final class Membership {
    /** How long the registry is left alone where it does not answer. */
    private static final long REST_NANOS = Duration.ofMillis(250).toNanos();

    private final NodeRegistry registry;
    private final Lease lease;
    private final Enlistment enlistment;
    private final Recovery recovery;
    private final ClaimAudit stocktaking;
    private final Ticker ticker;
    private long restsUntil;
    private boolean sweepDue;

    /** @param incarnations gives an id that no incarnation, of this or any other node, ever had */
    public Membership(
            NodeRegistry registry,
            Duration leaseLength,
            Supplier<String> incarnations,
            Ticker ticker,
            RecoveryObserver observer) {
        this.registry = registry;
        this.ticker = ticker;
        this.lease = new Lease(registry, leaseLength, incarnations, ticker.nanos());
        this.enlistment = new Enlistment(registry, lease);
        ClaimReturn claims = new ClaimReturn(registry, observer);
        this.recovery = new Recovery(registry, claims, observer, ticker);
        this.stocktaking = new ClaimAudit(claims);
        this.restsUntil = ticker.nanos();
    }

    public Sessions sessions() {
        return lease;
    }

    public String incarnation() {
        return lease.incarnation();
    }

    /** Whether nobody else can have returned this node's claims yet. */
    public boolean isCurrent() {
        return lease.isCurrent(ticker.nanos());
    }

    /**
     * Renews the lease where that is due.
     *
     * @return false where it had lapsed: a new incarnation has begun, and what was claimed is not this node's any more
     */
    public boolean keep() {
        return withRegistry(
                () -> {
                    long now = ticker.nanos();
                    if (lease.dueIn(now) > 0) {
                        return true;
                    }
                    Optional<String> former = lease.renew(now);
                    former.ifPresent(incarnation -> {
                        recovery.lapsed(incarnation, enlistment.queues());
                        enlistment.clear();
                        stocktaking.clear();
                    });
                    recovery.begin(lease.lapsed());
                    stocktaking.tryAgain();
                    sweepDue = true;
                    return former.isEmpty();
                },
                true);
    }

    /**
     * Looks again at what the store has of this node, where that is in doubt; after a renewal, takes back what was noted of
     * queues that nobody here takes from any more; and returns a bounded piece of what others have left behind.
     *
     * @param held from a queue to the session that this node has on it
     * @return the queues to which messages came back
     */
    public Set<String> tidyUp(UnaryOperator<String> held) {
        return withRegistry(
                () -> {
                    if (stocktaking.isDue()) {
                        return takeStock(held);
                    }
                    if (sweepDue) {
                        enlistment.sweep();
                        sweepDue = false;
                    }
                    return recovery.isDue() ? recovery.advance() : Set.of();
                },
                Set.of());
    }

    private Set<String> takeStock(UnaryOperator<String> held) {
        List<String> queues = stocktaking.next();
        return enlist(queues) ? stocktaking.advance(lease.incarnation(), queues, held) : Set.of();
    }

    /** Whether {@link #tidyUp} has more to do at once. */
    public boolean isTidying() {
        return (stocktaking.isDue() || recovery.isDue()) && !isResting(ticker.nanos());
    }

    /** The store may have fallen back to an earlier state. */
    public void doubtStore() {
        stocktaking.doubt(enlistment.queues());
    }

    /** The store has other claims on this queue than the node knows. */
    public void doubtStore(String queue) {
        stocktaking.doubt(List.of(queue));
    }

    public boolean isEnlisted(String queue) {
        return enlistment.contains(queue);
    }

    /** Notes these queues; false where that could not be done now. */
    public boolean enlist(Collection<String> queues) {
        return withRegistry(
                () -> {
                    boolean noted = enlistment.enlist(queues);
                    if (!noted) {
                        lease.doubt(ticker.nanos());
                    }
                    return noted;
                },
                false);
    }

    /** Somebody here takes from it. */
    public void served(String queue) {
        enlistment.served(queue);
    }

    /** Nobody here takes from it, and no claim on it is held. */
    public void forgotten(String queue) {
        enlistment.forgotten(queue);
    }

    /**
     * Ends the lease.
     *
     * @param settled whether no claims are left; where some are, others return them at once
     */
    public void leave(boolean settled) {
        if (settled && stocktaking.isDone()) {
            registry.forget(lease.incarnation());
        } else {
            registry.lapse(lease.incarnation(), enlistment.queues());
        }
    }

    /** Nanoseconds until {@link #keep} has something to do. */
    public long dueIn(long now) {
        return isResting(now) ? restsUntil - now : lease.dueIn(now);
    }

    private boolean isResting(long now) {
        return restsUntil - now > 0 && lease.isCurrent(now);
    }

    private <T> T withRegistry(Supplier<T> work, T otherwise) {
        long now = ticker.nanos();
        if (isResting(now)) {
            return otherwise;
        }
        try {
            return work.get();
        } catch (StoreUnavailableException e) {
            if (!isCurrent()) {
                throw e;
            }
            restsUntil = now + REST_NANOS;
            return otherwise;
        }
    }
}
