package dev.sluice.store.topic;

/**
 * Where pub/sub topics are published. What is heard goes to a {@link PublicationListener}. Nothing waits here: where the
 * store is away, topics are subscribed to when it is back, and what was published meanwhile is missed.
 */
public interface PubsubSource {
    /** Where no topic is ever published. */
    PubsubSource NONE = new PubsubSource() {
        @Override
        public void subscribe(String topic) {}

        @Override
        public void unsubscribe(String topic) {}
    };

    /** From some moment soon on, what is published to this topic is heard. */
    void subscribe(String topic);

    /** What is published to it need not be heard any more. */
    void unsubscribe(String topic);
}
