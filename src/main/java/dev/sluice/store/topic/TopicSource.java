package dev.sluice.store.topic;

import dev.sluice.store.StoreUnavailableException;
import java.util.List;

/** Where stream topics are kept. Used by one thread at a time. */
public interface TopicSource {
    /**
     * Reads, in one round trip.
     *
     * @return an answer to each request, in their order
     * @throws StoreUnavailableException where there was no answer
     */
    List<TopicAnswer> read(List<PageRequest> requests);

    /** Whether changes of what was read are signalled now; where not, somebody has to look. */
    boolean signalsChanges();
}
