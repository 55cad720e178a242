package dev.sluice.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a browser says when it comes back: the id of the last event that it has seen.
 *
 * @param ofQueues the last event of a queue; empty where there was none
 * @param ofTopics the place in each stream topic, in the order in which the connection has them, empty for one whose
 *     place was not known yet; no list where none is told
 * @see EventIds
 */
public record LastEventId(Optional<EventId> ofQueues, List<Optional<StreamId>> ofTopics) {
    /** Of a browser that has seen nothing. */
    public static final LastEventId NONE = new LastEventId(Optional.empty(), List.of());

    /** How many stream topics' places fit into an id. */
    public static final int MAX_TOPICS = 5;

    static final char SEPARATOR = '_';

    /** In place of a place that is not known yet: who comes back with it begins as for the first time. */
    static final String UNKNOWN = "x";

    /**
     * Reads it. What cannot be an id of a connection with these channels says nothing.
     *
     * @param text the header or parameter
     * @param topics how many stream topics the connection has
     */
    public static LastEventId parse(String text, int topics) {
        String[] parts = text.split(String.valueOf(SEPARATOR), -1);
        if (parts.length == 1) {
            return topics == 0 ? new LastEventId(EventId.parse(text), List.of()) : single(text, topics);
        }
        List<Optional<StreamId>> places = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            Optional<StreamId> place = StreamId.parse(parts[i]);
            if (place.isPresent() || parts[i].equals(UNKNOWN)) {
                places.add(place);
            }
        }
        Optional<EventId> ofQueues = EventId.parse(parts[0]);
        return new LastEventId(ofQueues, places.size() == topics ? places : List.of());
    }

    private static LastEventId single(String text, int topics) {
        return StreamId.parse(text)
                .filter(place -> topics == 1)
                .map(place -> new LastEventId(Optional.empty(), List.of(Optional.of(place))))
                .orElse(new LastEventId(EventId.parse(text), List.of()));
    }
}
