package dev.sluice.store.topic;

import dev.sluice.store.StreamId;
import java.util.Optional;

/**
 * A request for events of a stream topic.
 *
 * @param topic the topic
 * @param range where the events are
 * @param events the most events
 * @param bytes the bytes of data and types after which no further event is read
 */
public record PageRequest(String topic, Range range, int events, long bytes) {
    /** The events of which a page has the first or the last ones. */
    public sealed interface Range {
        /** All events behind this place: a page has the oldest of them. */
        record After(StreamId id) implements Range {}

        /** All events before this place: a page has the newest of them. */
        record Before(StreamId id) implements Range {}

        /** All events: a page has the newest. */
        record Newest() implements Range {}

        /** Returns the place behind which the events are; empty if a page has the newest ones. */
        default Optional<StreamId> after() {
            return this instanceof After after ? Optional.of(after.id()) : Optional.empty();
        }
    }
}
