package dev.sluice.store.topic;

import dev.sluice.store.StreamId;

/**
 * An event of a stream topic, as it is kept.
 *
 * @param id its place
 * @param data what it says; null where it says nothing or is over the limit of the {@link TopicSource}
 * @param length how many bytes that has; negative where it has none
 * @param type the event's type, or empty
 */
public record TopicEvent(StreamId id, byte[] data, long length, String type) {}
