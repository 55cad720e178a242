package dev.sluice.delivery.queue;

import dev.sluice.delivery.node.RecoveryObserver;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.time.Ticker;

/** An observer of queues, for logs and metrics. Called by the delivering thread; must not block. */
public interface QueueObserver extends RecoveryObserver {
    /** A queue has its first subscriber on this node since it was forgotten. */
    default void serving(String queue) {}

    /** A queue has no subscribers and no claimed messages on this node any more. */
    default void forgotten(String queue) {}

    /**
     * This node's claims on a queue have changed.
     *
     * @param messages the number of messages that are claimed now
     * @param oldestAt the time of the oldest claim, by the {@link Ticker}; 0 if there is none
     */
    default void holding(String queue, int messages, long oldestAt) {}

    /** Messages were claimed. */
    default void claimed(String queue, int messages) {}

    /** Messages were delivered and removed. */
    default void settled(String queue, int messages) {}

    /** Messages go back to the front of their queue. */
    default void returned(String queue, int messages) {}

    /** Some messages that go back had left for a browser, at least in part, and will be delivered again. */
    default void returnedAfterHandout(String queue, int messages) {}

    /** A message goes to the dead letters. */
    default void buried(String queue, String reason) {}

    /** Messages have become dead letters; older ones may have been dropped. */
    default void deadLettersAdded(String queue, DeadLetterCount count) {}

    /** This node's claims on a queue are lost: the messages may be delivered again. */
    default void lost(String queue, int messages) {}

    /** A connection is closed, because it acknowledges nothing of what was written to it. */
    default void stalled() {}

    /** Connections were closed because data that browsers had not read filled its share of memory. */
    default void closedForMemory(int connections) {}

    /** Popped messages may be lost: it is not known that they are back in their queue. */
    default void dropped(String queue, int messages) {}

    /** The store refused to work on a queue; called once for each reason. */
    default void refused(String queue, Refusal refusal) {}

    /** The store works on a queue again. */
    default void recovered(String queue) {}

    /** This node's lease had lapsed: its claims are lost, and others return the messages. */
    default void leaseLapsed(String newIncarnation, int claims) {}
}
