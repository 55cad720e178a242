package dev.sluice.store.queue;

import dev.sluice.store.PublishException;
import dev.sluice.store.WrongTypeException;

/** A publisher of messages that applications send over HTTP. Thread-safe. */
public interface MessagePublisher {
    /**
     * Pushes a message to a queue.
     *
     * @throws WrongTypeException if the key is of another type; nothing was pushed
     * @throws PublishException if the message was not taken, or the outcome is unknown
     */
    void push(String queue, byte[] message) throws PublishException;
}
