package dev.sluice.delivery.browser;

import dev.sluice.sse.EventFields;
import dev.sluice.store.StreamId;

/**
 * The source of the ids of one connection's events ({@link ChannelPositions}): counts its messages and keeps its
 * places. A connection with one stream topic and no queue uses the stream's own ids, and shares an event's bytes with
 * all others of its kind. Events of pub/sub topics have no ids.
 */
public final class EventIds {
    /** Null if there are no queues. */
    private final String token;

    private final boolean plain;
    private final StreamId[] places;
    private long number;

    /**
     * @param token of the connection
     * @param queues true if it takes from queues
     * @param topics the number of its stream topics
     */
    public EventIds(String token, boolean queues, int topics) {
        this.token = queues ? token : null;
        this.plain = !queues && topics <= 1;
        this.places = new StreamId[topics];
    }

    /** Returns true if events have the stream's own ids, or none. */
    public boolean arePlain() {
        return plain;
    }

    /** Returns the number of the last event of a queue. */
    public long number() {
        return number;
    }

    /** Returns the id of the next message of a queue; null if it would be too long. */
    public String nextOfQueue() {
        number++;
        return orNull(ChannelPositions.format(token, true, number, places));
    }

    /** Returns true if the place in a stream topic is known. */
    public boolean knows(int topic) {
        return places[topic] != null;
    }

    /** Returns the places in all stream topics; null for a place that is not known. */
    public StreamId[] places() {
        return places.clone();
    }

    /** Resets all places to an earlier result of {@link #places}. */
    public void moveBackTo(StreamId[] before) {
        System.arraycopy(before, 0, places, 0, places.length);
    }

    /** Sets the place in a stream topic. */
    public void moveTo(int topic, StreamId place) {
        places[topic] = place;
    }

    /** Returns the id of an event that is no message of a queue; null if it would be too long or empty. */
    public String current() {
        if (token == null && places.length == 0) {
            return null;
        }
        return orNull(ChannelPositions.format(token, false, number, places));
    }

    private static String orNull(String id) {
        return id.length() <= EventFields.MAX_ID_LENGTH ? id : null;
    }
}
