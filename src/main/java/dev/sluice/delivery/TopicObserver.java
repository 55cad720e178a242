package dev.sluice.delivery;

/** Is told what happens to topics, for logs and figures. Called by the delivering thread; must not block. */
public interface TopicObserver {
    /** Somebody here has this topic now. */
    default void serving(String topic) {}

    /** Nobody here has this topic any more. */
    default void forgotten(String topic) {}

    /** Events left for browsers. */
    default void delivered(int events) {}

    /** An event cannot be one for browsers, and was passed over. */
    default void skipped(String topic, StreamId id, String fault) {}

    /** Browsers were told that events between these places are gone. */
    default void gap(String topic, StreamId from, StreamId to, int browsers) {}
}
