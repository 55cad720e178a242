package dev.sluice.delivery.queue;

import dev.sluice.delivery.node.RecoveryObserver;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.time.Ticker;

/** Is told what happens, for logs and figures. Called by the delivering thread; must not block. */
public interface QueueObserver extends RecoveryObserver {
    /** Somebody here takes from this queue, for the first time since it was forgotten. */
    default void serving(String queue) {}

    /** Nobody here takes from this queue any more, and none of its messages is claimed here. */
    default void forgotten(String queue) {}

    /**
     * What is claimed of this queue here has changed.
     *
     * @param messages how many messages are claimed now
     * @param oldestAt when the oldest of them was claimed, by the {@link Ticker}; 0 where there is none
     */
    default void holding(String queue, int messages, long oldestAt) {}

    /** Messages were claimed. */
    default void claimed(String queue, int messages) {}

    /** Messages are gone for good, since they were delivered. */
    default void settled(String queue, int messages) {}

    /** Messages go back to the front of their queue. */
    default void returned(String queue, int messages) {}

    /** Of those that go back, so many had left for a browser, at least in part: they will be delivered again. */
    default void returnedAfterHandout(String queue, int messages) {}

    /** A message goes to the dead letters. */
    default void buried(String queue, String reason) {}

    /** Messages have become dead letters; older ones may have been dropped. */
    default void deadLettersAdded(String queue, DeadLetterCount count) {}

    /** The claims of this node on this queue are not there any more: so many messages may be delivered again. */
    default void lost(String queue, int messages) {}

    /** A connection is closed, since it acknowledges nothing of what was written to it. */
    default void stalled() {}

    /** So many connections were closed because data that browsers had not read filled its share of memory. */
    default void closedForMemory(int connections) {}

    /** Messages were popped, and nobody knows any more whether they are back in their queue. */
    default void dropped(String queue, int messages) {}

    /** The store refused to work on this queue; told once for each reason. */
    default void refused(String queue, Refusal refusal) {}

    /** The store works on this queue again. */
    default void recovered(String queue) {}

    /** This node's lease had lapsed: so many claims are not its own any more, and others return the messages. */
    default void lapsed(String newIncarnation, int claims) {}
}
