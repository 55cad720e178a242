package dev.sluice.store.topic;

import dev.sluice.store.Refusal;

/**
 * An observer of the pub/sub topics that the store lets this node hear, for logs and health. Thread-safe; must not
 * block.
 */
public interface PubsubObserver {
    /**
     * The store refused to let a topic be heard; called at each attempt, even after a reconnect. {@code
     * RefusedChannels.add} returns true for news.
     */
    void refused(String topic, Refusal refusal);

    /** A refused topic is heard now. */
    void heard(String topic);

    /** All topics in use are heard, perhaps again after an interruption in which messages were missed. */
    void subscribed();

    /** A topic has no subscribers on this node any more. */
    void forgotten(String topic);
}
