package dev.sluice.store.topic;

/** Hears what is published to pub/sub topics. Whether an implementation is thread-safe, it says itself. */
public interface PublicationListener {
    /**
     * A message was published to a pub/sub topic.
     *
     * @param message belongs to the listener from now on
     */
    void published(String topic, byte[] message);
}
