package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import dev.sluice.store.StreamId;

/** Is told what happens to topics, for logs and figures. Called by the delivering thread; must not block. */
public interface TopicObserver {
    /** Somebody here has this stream topic now. */
    default void serving(String topic) {}

    /** Nobody here has this stream topic any more. */
    default void forgotten(String topic) {}

    /** The store would not read this stream topic; told once for each reason. */
    default void refused(String topic, Refusal refusal) {}

    /** The store reads this stream topic again. */
    default void readable(String topic) {}

    /** Events left for browsers. */
    default void delivered(int events) {}

    /** An event of a stream topic cannot be one for browsers, and was passed over. */
    default void skipped(String topic, StreamId id, String fault) {}

    /** A message of a pub/sub topic cannot be an event for browsers, and was passed over. */
    default void skipped(String topic, String fault) {}

    /** A browser was too slow for a pub/sub topic, and skips to what comes next. */
    default void overtaken(String topic) {}

    /** Browsers were told that events between these places are gone. */
    default void gap(String topic, StreamId from, StreamId to, int browsers) {}
}
