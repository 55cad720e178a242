package dev.sluice.store.topic;

import dev.sluice.store.StreamId;

/**
 * Asks a {@link TopicSource} for events of a stream topic.
 *
 * @param topic the topic
 * @param after only events behind this one; null for the newest there are
 * @param before where {@code after} is null: only events before this one; null for all
 * @param events at most so many
 * @param bytes no further event once so many bytes of data and types are read
 */
public record PageRequest(String topic, StreamId after, StreamId before, int events, long bytes) {
    /** A request with no end. */
    public PageRequest(String topic, StreamId after, int events, long bytes) {
        this(topic, after, null, events, bytes);
    }
}
