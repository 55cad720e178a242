package dev.sluice.store.queue;

import dev.sluice.store.PublishException;
import dev.sluice.store.WrongTypeException;

/** Takes messages from applications that come over HTTP. Thread-safe. */
public interface MessagePublisher {
    /**
     * Pushes a message to a queue.
     *
     * @throws WrongTypeException where there is something else than a queue; nothing was pushed
     * @throws PublishException where it was not taken, or nobody knows whether it was
     */
    void push(String queue, byte[] message) throws PublishException;
}
