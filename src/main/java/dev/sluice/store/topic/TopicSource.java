package dev.sluice.store.topic;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import java.util.List;

/** The source of stream topics. Used by one thread at a time. */
public interface TopicSource {
    /**
     * Reads pages in one round trip.
     *
     * @return an answer to each request, in their order
     * @throws StoreUnavailableException if there was no answer
     */
    List<TopicAnswer> read(List<PageRequest> requests);

    /**
     * Returns true if a missing stream was probably removed as idle, judged by the time of its last event. Does not ask
     * the store.
     *
     * @param last the last event that is known
     */
    boolean wasIdle(String topic, StreamId last);

    /** Returns true if changes of topics that were read are signalled now; otherwise topics must be polled. */
    boolean signalsChanges();
}
