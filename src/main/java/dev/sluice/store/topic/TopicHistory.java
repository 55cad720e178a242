package dev.sluice.store.topic;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;

/** The kept events of stream topics, for single requests. Thread-safe. */
public interface TopicHistory {
    /**
     * Reads a page of a topic.
     *
     * @throws WrongTypeException if the key is of another type
     * @throws StoreUnavailableException if the store would not or could not answer
     */
    TopicPage read(PageRequest request);
}
