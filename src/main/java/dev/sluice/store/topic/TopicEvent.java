package dev.sluice.store.topic;

import dev.sluice.store.StreamId;

/**
 * An event of a stream topic.
 *
 * @param id its place
 * @param data its data; null if it has none or is over the limit of the {@link TopicSource}
 * @param length the length of the data in bytes; negative if there is none
 * @param type the event's type, or empty
 * @param end true if it ends the topic; then it may be an end only, without data
 */
public record TopicEvent(StreamId id, byte[] data, long length, String type, boolean end) {
    /** Returns true if it has no data. */
    public boolean isEmpty() {
        return length < 0;
    }
}
