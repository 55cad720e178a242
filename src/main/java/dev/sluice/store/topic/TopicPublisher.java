package dev.sluice.store.topic;

import dev.sluice.store.PublishException;
import dev.sluice.store.StreamId;
import dev.sluice.store.WrongTypeException;

/** Takes events of topics from applications that come over HTTP. Thread-safe. */
public interface TopicPublisher {
    /**
     * Adds an event to a stream topic.
     *
     * @param type the event's type, or empty
     * @return its id
     * @throws WrongTypeException where there is something else than a stream; nothing was added
     * @throws PublishException where it was not taken, or nobody knows whether it was
     */
    StreamId add(String topic, byte[] data, String type) throws PublishException;

    /**
     * Publishes a message to a pub/sub topic.
     *
     * @throws PublishException where it was not taken, or nobody knows whether it was
     */
    void publish(String topic, byte[] message) throws PublishException;
}
