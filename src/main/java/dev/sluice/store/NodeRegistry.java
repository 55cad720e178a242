package dev.sluice.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Which nodes live, as the store has it, and on which queues each may hold claims. Used by one thread at a time. Every
 * method throws a {@link StoreUnavailableException} where there was no answer, and may then be called again.
 */
public interface NodeRegistry {
    /**
     * What a renewal brought.
     *
     * @param held whether the lease is held now; where not, it had lapsed, and others may have returned the claims
     * @param until when it lapses, in milliseconds by the store's clock
     * @param lapsed incarnations, up to some, whose claims are to be returned
     */
    record Renewal(boolean held, long until, List<String> lapsed) {}

    /**
     * A session whose node is gone, and which may hold claims.
     *
     * @param queue the queue
     * @param session the session
     */
    record Orphan(String queue, String session) {}

    /**
     * What a search for orphans on some queues has found.
     *
     * @param orphans the sessions
     * @param failed from a queue to why it could not be looked at
     */
    record OrphanSearch(List<Orphan> orphans, Map<String, ReturnResult> failed) {}

    /** Where {@link #enlisted} begins, and what it names as the next place at the end. */
    String START = "0";

    /**
     * Some of the queues that are noted for an incarnation, perhaps none.
     *
     * @param queues the names, of which one may come twice
     * @param next where the next ones are; {@link #START} after the last ones
     */
    record Page(List<String> queues, String next) {}

    /**
     * Renews a lease from now on. Of the others it declares those lapsed that have not renewed theirs, but only where this
     * one's was never interrupted: after the store itself was away, everybody gets time to come back.
     *
     * @param joins whether it begins; else it is refused where it has lapsed
     */
    Renewal renew(String incarnation, boolean joins, Duration lease);

    /**
     * Notes that an incarnation may hold claims on these queues, so that others find them after its end.
     *
     * @return whether it was noted: not where its lease has lapsed
     */
    boolean enlist(String incarnation, Collection<String> queues);

    /** Takes back what {@link #enlist} has noted. */
    void delist(String incarnation, Collection<String> queues);

    /**
     * The queues that are noted for an incarnation. A scan from START to START returns every queue that was noted throughout.
     */
    Page enlisted(String incarnation, String from);

    /** The sessions of an incarnation on these queues. */
    OrphanSearch orphans(String incarnation, Collection<String> queues);

    /**
     * Returns all that a session has claimed to the front of its queue, in its old order, and ends the session: its node can
     * neither settle nor claim in it any more. Each orphan is dealt with whole or not at all.
     *
     * @return for each, in their order
     */
    List<ReturnResult> recover(List<Orphan> orphans);

    /**
     * Ends a lease, before its time or where the store has forgotten it: the claims are returned by others.
     *
     * @param queues on which there may be claims; those that are noted already need not be named
     */
    void lapse(String incarnation, Collection<String> queues);

    /** Forgets an incarnation that holds no claims. */
    void forget(String incarnation);
}
