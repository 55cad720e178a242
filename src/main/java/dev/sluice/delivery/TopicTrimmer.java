package dev.sluice.delivery;

import dev.sluice.config.TopicPolicy;

/** Keeps stream topics within their bounds. Thread-safe. */
public interface TopicTrimmer {
    /**
     * Removes a bounded number of events that are over the length or the age, the oldest first; to be called again and
     * again. The age is by the store's clock.
     *
     * @return how many were removed
     * @throws StoreUnavailableException where the store does not answer or cannot
     */
    long trim(String topic, TopicPolicy policy);
}
