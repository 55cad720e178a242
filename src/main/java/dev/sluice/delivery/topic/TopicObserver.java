package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import dev.sluice.store.StreamId;

/** An observer of topics, for logs and metrics. Called by the delivering thread; must not block. */
public interface TopicObserver {
    /** A stream topic has its first subscriber on this node. */
    default void serving(String topic) {}

    /** A stream topic has had no subscribers on this node for a while. */
    default void forgotten(String topic) {}

    /** The store refuses to read a stream topic; called once for each reason. */
    default void refused(String topic, Refusal refusal) {}

    /** The store reads a refused stream topic again. */
    default void recovered(String topic) {}

    /** Events left for browsers. */
    default void delivered(int events) {}

    /** An event of a stream topic cannot be one for browsers, and was skipped. */
    default void skipped(String topic, StreamId id, String fault) {}

    /** A message of a pub/sub topic cannot be an event for browsers, and was skipped. */
    default void skipped(String topic, String fault) {}

    /** A browser was too slow for a pub/sub topic, and skips to the next event. */
    default void overtaken(String topic) {}

    /** Browsers were told that events between these places are gone. */
    default void gap(String topic, StreamId from, StreamId to, int browsers) {}
}
