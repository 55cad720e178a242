package dev.sluice.store.topic;

/**
 * The source of pub/sub topics, which calls a {@link PublicationListener}. No method waits: if the store is down,
 * topics are subscribed to when it is back, and publications in between are missed.
 */
public interface PubsubSource {
    /** Subscribes to a topic, from some moment soon on. */
    void subscribe(String topic);

    /** Unsubscribes from a topic. */
    void unsubscribe(String topic);
}
