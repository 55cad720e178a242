package dev.sluice.delivery.node;

import dev.sluice.store.Refusal;

/** An observer of nodes, and of the claims of dead ones. Called by the delivering thread; must not block. */
public interface RecoveryObserver {
    /** Called when this node's lease has begun, as this incarnation. */
    default void began(String incarnation) {}

    /** Called when the recovery of a lapsed incarnation begins, perhaps again. */
    default void recovering(String incarnation) {}

    /**
     * Called once for each dead incarnation whose claims cannot be returned now; a later attempt follows.
     *
     * @param queues the number of queues with such claims
     * @param queue one of them
     * @param refusal why the claims on that queue cannot be returned
     */
    default void unreturned(String incarnation, int queues, String queue, Refusal refusal) {}

    /** Called when claims of a dead incarnation are back at the front of their queue. */
    default void reclaimed(String queue, String incarnation, long messages) {}
}
