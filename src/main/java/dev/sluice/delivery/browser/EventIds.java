package dev.sluice.delivery.browser;

import dev.sluice.sse.EventFields;
import dev.sluice.store.StreamId;

/**
 * Counts the messages and keeps the places of one connection, and makes the ids of its events ({@link ChannelPositions}).
 * With nothing but one stream topic the ids are the stream's own, so that all such connections share the bytes of an
 * event. Events of pub/sub topics have no ids.
 */
public final class EventIds {
    /** Null if there are no queues. */
    private final String token;

    private final boolean plain;
    private final StreamId[] places;
    private long number;

    /**
     * @param token of the connection
     * @param queues whether it takes from queues
     * @param topics how many stream topics it has
     */
    public EventIds(String token, boolean queues, int topics) {
        this.token = queues ? token : null;
        this.plain = !queues && topics <= 1;
        this.places = new StreamId[topics];
    }

    /** Whether its events have the stream's own ids, or none. */
    public boolean arePlain() {
        return plain;
    }

    /** The number of the last event of a queue. */
    public long number() {
        return number;
    }

    /** The id of the next message of a queue; null if it would be longer than an id may be. */
    public String nextOfQueue() {
        number++;
        return orNull(ChannelPositions.format(token, true, number, places));
    }

    /** Whether the place of a stream topic is known. */
    public boolean knows(int topic) {
        return places[topic] != null;
    }

    /** The places of all stream topics; null for a place that is not known. */
    public StreamId[] places() {
        return places.clone();
    }

    /** Sets the places of all stream topics to what {@link #places} gave before. */
    public void moveBackTo(StreamId[] before) {
        System.arraycopy(before, 0, places, 0, places.length);
    }

    /** Sets the place of a stream topic. */
    public void moveTo(int topic, StreamId place) {
        places[topic] = place;
    }

    /**
     * The id of an event that is no message of a queue; null if it would be longer than an id may be, or there is nothing to
     * say.
     */
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
