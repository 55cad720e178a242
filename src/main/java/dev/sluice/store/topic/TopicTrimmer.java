package dev.sluice.store.topic;

import dev.sluice.channel.TopicPolicy;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;

/** A trimmer of stream topics to their bounds. Thread-safe. */
public interface TopicTrimmer {
    /**
     * Removes a bounded number of events that are over the length or the age, the oldest first. The age is by the
     * store's clock, and only events whose ids are times have one. Events that a consumer group must still read or
     * acknowledge stay, up to ten times the length.
     *
     * @throws WrongTypeException if the store keeps something else under the topic's name; nothing was changed
     * @throws StoreUnavailableException if the store does not answer
     */
    TrimResult trim(String topic, TopicPolicy policy);
}
