package dev.sluice.delivery.node;

import dev.sluice.store.LeaseStore;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This node's right to its claims. If others have declared it lapsed, as after a long pause, the node goes on as a new
 * incarnation.
 *
 * <p>There are two clocks, which are never compared: by its own the node stops writing; by the store's, others return
 * its claims. The node's time runs from before the renewal was sent, so it ends first.
 */
public final class Lease implements Sessions {
    /** Renewals in one lease, so that one late or failed renewal does not end it. */
    private static final int RENEWALS = 3;

    private final LeaseStore leases;
    private final Duration length;
    private final Supplier<String> incarnations;

    private String incarnation;
    /** The lapsed incarnation, until {@link #renew} has returned it; null if there is none. */
    private String former;

    private boolean joined;
    private long lastSession;
    private long renewAt;
    private long currentUntil;
    private long startBy;
    private List<String> lapsed = List.of();

    /**
     * @param incarnations gives ids that no incarnation of any node ever had
     * @param now the time, by the {@link Ticker}
     */
    Lease(LeaseStore leases, Duration length, Supplier<String> incarnations, long now) {
        this.leases = leases;
        this.length = length;
        this.incarnations = incarnations;
        this.incarnation = incarnations.get();
        this.renewAt = now;
        this.currentUntil = now;
    }

    String incarnation() {
        return incarnation;
    }

    /** Returns the nanoseconds until {@link #renew} is due. */
    long dueIn(long now) {
        return Math.max(0, renewAt - now);
    }

    /** Makes {@link #renew} due, since the lease may have lapsed. */
    void renewSoon(long now) {
        renewAt = now;
        currentUntil = now;
    }

    /** Returns true if no other node can have returned this node's claims yet. */
    boolean isCurrent(long now) {
        return currentUntil - now > 0;
    }

    /** Returns the other and former incarnations whose claims are to be returned. */
    List<String> lapsed() {
        return lapsed;
    }

    /**
     * Renews the lease.
     *
     * @return the incarnation that has lapsed, if a new one has begun since the last call that returned
     */
    Optional<String> renew(long now) {
        LeaseStore.Renewal renewal = leases.renew(incarnation, !joined, length);
        if (!renewal.held()) {
            former = former == null ? incarnation : former;
            renewSoon(now); // also if the next answer is lost
            incarnation = incarnations.get();
            joined = false;
            lastSession = 0;
            renewal = leases.renew(incarnation, true, length);
        }
        joined = true;
        lapsed = renewal.lapsed();
        renewAt = now + length.toNanos() / RENEWALS;
        currentUntil = now + length.toNanos();
        // Some time before its end, since the servers of a cluster have clocks of their own.
        startBy = renewal.until() - length.toMillis() / RENEWALS;
        Optional<String> lapsedNow = Optional.ofNullable(former);
        former = null;
        return lapsedNow;
    }

    @Override
    public String next() {
        return incarnation + "." + ++lastSession;
    }

    @Override
    public long startBy() {
        return startBy;
    }
}
