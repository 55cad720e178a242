package dev.sluice.store.topic;

import dev.sluice.store.PublishException;
import dev.sluice.store.StreamId;
import dev.sluice.store.WrongTypeException;

/** A publisher of events that applications send over HTTP. Thread-safe. */
public interface TopicPublisher {
    /**
     * Adds an event to a stream topic.
     *
     * @param type the event's type, or empty
     * @return its id
     * @throws WrongTypeException if the key is of another type; nothing was added
     * @throws PublishException if nothing was taken, or the outcome is unknown
     */
    StreamId add(String topic, byte[] data, String type) throws PublishException;

    /**
     * Publishes a message to a pub/sub topic.
     *
     * @throws PublishException if nothing was taken, or the outcome is unknown
     */
    void publish(String topic, byte[] message) throws PublishException;
}
