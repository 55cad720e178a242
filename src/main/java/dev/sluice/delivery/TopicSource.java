package dev.sluice.delivery;

import java.util.List;

/** Where stream topics are kept. Used by one thread at a time. */
public interface TopicSource {
    /**
     * Reads, in one round trip.
     *
     * @return a page for each question, in their order; null for a topic that the store would not or could not read now
     * @throws StoreUnavailableException where there was no answer
     */
    List<TopicPage> read(List<TopicQuestion> questions);

    /** Whether changes of what was read are signalled now; where not, somebody has to look. */
    boolean signalsChanges();
}
