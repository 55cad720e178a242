package dev.sluice.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The leases of nodes, and the queues on which each node may hold claims. Used by one thread at a time. Every
 * method throws a {@link StoreUnavailableException} if there was no answer, and may then be called again.
 */
public interface LeaseStore {
    /**
     * The result of a renewal.
     *
     * @param held true if the lease is held now; otherwise it had lapsed, and others may have returned the claims
     * @param until the time at which it lapses, in milliseconds by the store's clock
     * @param lapsed incarnations whose claims are to be returned, perhaps not all
     */
    record Renewal(boolean held, long until, List<String> lapsed) {}

    /**
     * A session of a dead node, which may hold claims.
     *
     * @param queue the queue
     * @param session the session
     */
    record Orphan(String queue, String session) {}

    /**
     * The result of a search for orphans on some queues.
     *
     * @param orphans the sessions
     * @param failed maps a queue to the reason why it could not be searched
     */
    record OrphanSearch(List<Orphan> orphans, Map<String, ReturnResult> failed) {}

    /** The place at which {@link #enlisted} begins, and its {@code next} after the last page. */
    String START = "0";

    /**
     * Some of the queues that are noted for an incarnation, perhaps none.
     *
     * @param queues the names, which may repeat
     * @param next the place of the next page; {@link #START} after the last one
     */
    record Page(List<String> queues, String next) {}

    /**
     * Renews a lease from now on. Declares other leases lapsed that were not renewed, but only if this one was never
     * interrupted: after an outage of the store, all nodes get time to come back.
     *
     * @param joins true to begin a lease; otherwise a lapsed one is refused
     */
    Renewal renew(String incarnation, boolean joins, Duration lease);

    /**
     * Notes that an incarnation may hold claims on these queues, so that others find the claims after its end.
     *
     * @return false if its lease has lapsed, and nothing was noted
     */
    boolean enlist(String incarnation, Collection<String> queues);

    /** Removes notes of {@link #enlist}. */
    void delist(String incarnation, Collection<String> queues);

    /**
     * Returns a page of the queues noted for an incarnation. A scan from START to START returns every queue that was
     * noted throughout.
     */
    Page enlisted(String incarnation, String from);

    /** Returns the sessions of an incarnation on these queues. */
    OrphanSearch orphans(String incarnation, Collection<String> queues);

    /**
     * Returns a session's messages to the front of their queue, in their old order, and ends the session: its node can
     * no longer settle or claim in it. Each orphan is handled whole or not at all.
     *
     * @return a result for each, in their order
     */
    List<ReturnResult> recover(List<Orphan> orphans);

    /**
     * Ends a lease, before its time or if the store has forgotten it: others return the claims.
     *
     * @param queues on which there may be claims; those that are noted already need not be named
     */
    void lapse(String incarnation, Collection<String> queues);

    /** Forgets an incarnation that holds no claims. */
    void forget(String incarnation);
}
