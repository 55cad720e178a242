package dev.sluice.store.publish;

import java.util.List;

/** A publisher of messages of applications. Thread-safe. */
public interface Publisher {
    /** The most keys that are kept for each channel; the oldest go first. */
    int MAX_KEYS = 100_000;

    /**
     * Publishes messages; those of one channel keep their order. What fails does not keep the others back.
     *
     * @return the outcome of each, in their order
     */
    List<PublishOutcome> publish(List<Publication> publications);
}
