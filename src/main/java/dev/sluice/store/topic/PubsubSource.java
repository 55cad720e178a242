package dev.sluice.store.topic;

/**
 * The source of pub/sub topics, which calls a {@link PublicationListener}. No method waits: if the store is down,
 * topics are subscribed to when it is back, and publications in between are missed.
 */
public interface PubsubSource {
    /** A source to which nothing is ever published. */
    PubsubSource NONE = new PubsubSource() {
        @Override
        public void subscribe(String topic) {}

        @Override
        public void unsubscribe(String topic) {}
    };

    /** Subscribes to a topic, from some moment soon on. */
    void subscribe(String topic);

    /** Unsubscribes from a topic. */
    void unsubscribe(String topic);
}
