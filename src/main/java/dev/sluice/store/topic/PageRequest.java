package dev.sluice.store.topic;

import dev.sluice.store.StreamId;

/**
 * A request for events of a stream topic.
 *
 * @param topic the topic
 * @param after only events behind this one; null for the newest there are
 * @param before if {@code after} is null: only events before this one; null for all
 * @param events the most events
 * @param bytes the bytes of data and types after which no further event is read
 */
public record PageRequest(String topic, StreamId after, StreamId before, int events, long bytes) {
    /** Makes a request without an end. */
    public PageRequest(String topic, StreamId after, int events, long bytes) {
        this(topic, after, null, events, bytes);
    }
}
