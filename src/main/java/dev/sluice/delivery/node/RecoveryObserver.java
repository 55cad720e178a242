package dev.sluice.delivery.node;

import dev.sluice.store.Refusal;

/** Is told what becomes of the claims of dead nodes. Called by the delivering thread; must not block. */
public interface RecoveryObserver {
    /**
     * The claims of a dead incarnation cannot be returned now; a later attempt follows. Told once for each incarnation.
     *
     * @param queues how many queues they are on
     * @param queue one of these
     * @param refusal why those on that queue cannot
     */
    default void unreturned(String incarnation, int queues, String queue, Refusal refusal) {}

    /** Claims of an incarnation that is no more are back at the front of their queue. */
    default void reclaimed(String queue, String incarnation, long messages) {}
}
