package dev.sluice.store.topic;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;

/** The events that stream topics have kept, for those who ask once. Thread-safe. */
public interface TopicHistory {
    /**
     * A page of a topic.
     *
     * @throws WrongTypeException where there is something else than a stream
     * @throws StoreUnavailableException where the store would not or could not answer
     */
    TopicPage read(PageRequest request);
}
