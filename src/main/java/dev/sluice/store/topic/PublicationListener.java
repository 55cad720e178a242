package dev.sluice.store.topic;

/** A listener to pub/sub topics. Implementations state if they are thread-safe. */
public interface PublicationListener {
    /**
     * Called when a message was published to a pub/sub topic.
     *
     * @param message belongs to the listener from now on
     */
    void published(String topic, byte[] message);
}
