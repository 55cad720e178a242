package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
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
 * This node's membership in the group of nodes: its lease, the queues that are noted for it, and the return of claims
 * that other nodes have left behind.
 *
 * <p>The server of the leases may be down while those of the queues are up. Then nothing here fails as long as this node's
 * lease lasts; only work that needs the leases waits.
 */
public final class Membership {
    /** The pause after a call that the server of the leases did not answer. */
    private static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

    private final LeaseStore leases;
    private final Lease lease;
    private final Enlistment enlistment;
    private final Recovery recovery;
    private final ClaimAudit audit;
    private final Ticker ticker;
    private final RecoveryObserver observer;
    /** The incarnation that was told to have begun; null before the first. */
    private String begun;

    private long retryAt;
    private boolean sweepDue;

    /** @param incarnations gives ids that no incarnation of any node ever had */
    public Membership(
            LeaseStore leases,
            Duration leaseLength,
            Supplier<String> incarnations,
            Ticker ticker,
            RecoveryObserver observer) {
        this.leases = leases;
        this.observer = observer;
        this.ticker = ticker;
        this.lease = new Lease(leases, leaseLength, incarnations, ticker.nanos());
        this.enlistment = new Enlistment(leases, lease);
        ClaimReturn claims = new ClaimReturn(leases, observer);
        this.recovery = new Recovery(leases, claims, observer, ticker);
        this.audit = new ClaimAudit(claims);
        this.retryAt = ticker.nanos();
    }

    public Sessions sessions() {
        return lease;
    }

    public String incarnation() {
        return lease.incarnation();
    }

    /** Returns true if no other node can have returned this node's claims yet. */
    public boolean isCurrent() {
        return lease.isCurrent(ticker.nanos());
    }

    /**
     * Renews the lease if that is due.
     *
     * @return false if the lease had lapsed: a new incarnation has begun, and all former claims are lost
     */
    public boolean keep() {
        return withLeases(
                () -> {
                    long now = ticker.nanos();
                    if (lease.dueIn(now) > 0) {
                        return true;
                    }
                    Optional<String> former = lease.renew(now);
                    former.ifPresent(incarnation -> {
                        recovery.lapsed(incarnation, enlistment.queues());
                        enlistment.clear();
                        audit.clear();
                    });
                    if (!lease.incarnation().equals(begun)) {
                        begun = lease.incarnation();
                        observer.began(begun);
                    }
                    recovery.begin(lease.lapsed());
                    audit.tryAgain();
                    sweepDue = true;
                    return former.isEmpty();
                },
                true);
    }

    /**
     * Does a bounded piece of the work that is due: audits claims; after a renewal, removes the notes of queues without
     * subscribers; returns claims that others have left behind.
     *
     * @param held maps a queue to this node's session on it
     * @return the queues to which messages came back
     */
    public Set<String> tidyUp(UnaryOperator<String> held) {
        return withLeases(
                () -> {
                    if (audit.isDue()) {
                        return auditNext(held);
                    }
                    if (sweepDue) {
                        enlistment.sweep();
                        sweepDue = false;
                    }
                    return recovery.isDue() ? recovery.advance() : Set.of();
                },
                Set.of());
    }

    private Set<String> auditNext(UnaryOperator<String> held) {
        List<String> queues = audit.next();
        return enlist(queues) ? audit.advance(lease.incarnation(), queues, held) : Set.of();
    }

    /** Returns true if {@link #tidyUp} has more to do at once. */
    public boolean isTidying() {
        return (audit.isDue() || recovery.isDue()) && !isBackingOff(ticker.nanos());
    }

    /** Audits all claims, since the store may have fallen back to an earlier state. */
    public void auditClaims() {
        audit.add(enlistment.queues());
    }

    /** Audits the claims on a queue, since the store's differ from those that the node knows. */
    public void auditClaims(String queue) {
        audit.add(List.of(queue));
    }

    public boolean isEnlisted(String queue) {
        return enlistment.contains(queue);
    }

    /** Notes these queues. Returns false if that could not be done now. */
    public boolean enlist(Collection<String> queues) {
        return withLeases(
                () -> {
                    boolean noted = enlistment.enlist(queues);
                    if (!noted) {
                        lease.renewSoon(ticker.nanos());
                    }
                    return noted;
                },
                false);
    }

    /** Called when a queue has subscribers on this node. */
    public void served(String queue) {
        enlistment.served(queue);
    }

    /** Called when a queue has neither subscribers nor claims on this node. */
    public void forgotten(String queue) {
        enlistment.forgotten(queue);
    }

    /**
     * Ends the lease.
     *
     * @param settled true if no claims are left; otherwise others return them at once
     */
    public void leave(boolean settled) {
        if (settled && audit.isDone()) {
            leases.forget(lease.incarnation());
        } else {
            leases.lapse(lease.incarnation(), enlistment.queues());
        }
    }

    /** Returns the nanoseconds until {@link #keep} has something to do. */
    public long dueIn(long now) {
        return isBackingOff(now) ? retryAt - now : lease.dueIn(now);
    }

    private boolean isBackingOff(long now) {
        return retryAt - now > 0 && lease.isCurrent(now);
    }

    private <T> T withLeases(Supplier<T> work, T otherwise) {
        long now = ticker.nanos();
        if (isBackingOff(now)) {
            return otherwise;
        }
        try {
            return work.get();
        } catch (StoreUnavailableException e) {
            if (!isCurrent()) {
                throw e;
            }
            retryAt = now + RETRY_NANOS;
            return otherwise;
        }
    }
}
