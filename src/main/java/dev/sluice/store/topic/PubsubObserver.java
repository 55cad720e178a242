package dev.sluice.store.topic;

import dev.sluice.store.Refusal;

/** An observer of this node's subscriptions to pub/sub topics, for logs and health. Thread-safe; must not block. */
public interface PubsubObserver {
    /** The store refused the subscription to a topic. Called at each attempt, so the same refusal may come again. */
    void refused(String topic, Refusal refusal);

    /** The node is subscribed to a topic that was refused before. */
    void heard(String topic);

    /** The node is subscribed to all topics in use, perhaps after an interruption in which messages were missed. */
    void subscribed();

    /** A topic has no subscribers on this node any more. */
    void forgotten(String topic);
}
