package dev.sluice.delivery;

import dev.sluice.sse.EventFields;

/**
 * The ids of one connection's events. An id tells where each of its channels stands: of its queues the number of the last
 * event, of each stream topic the place of its last event. A connection with nothing but one stream topic has the
 * stream's own ids, so that all such connections share the bytes of an event. Events of pub/sub topics have no ids.
 */
final class EventIds {
    /** Null where there are no queues. */
    private final String queuePrefix;

    private final boolean plain;
    private final StreamId[] places;
    private long number;

    /**
     * @param token of the connection
     * @param queues whether it takes from queues
     * @param topics how many stream topics it has
     */
    EventIds(String token, boolean queues, int topics) {
        this.queuePrefix = queues ? EventId.prefix(token) : null;
        this.plain = !queues && topics <= 1;
        this.places = new StreamId[topics];
    }

    /** Whether its events have the stream's own ids, or none. */
    boolean arePlain() {
        return plain;
    }

    /** The number of the last event of a queue. */
    long number() {
        return number;
    }

    /** The id of the next event of a queue. */
    String nextOfQueue() {
        number++;
        return current();
    }

    /** Whether it is known where a stream topic stands. */
    boolean knows(int topic) {
        return places[topic] != null;
    }

    /** Where all stream topics stand; null for those of which that is not known. */
    StreamId[] places() {
        return places.clone();
    }

    /** All stream topics stand there again. */
    void moveBackTo(StreamId[] before) {
        System.arraycopy(before, 0, places, 0, places.length);
    }

    /** A stream topic stands at this place now. */
    void moveTo(int topic, StreamId place) {
        places[topic] = place;
    }

    /**
     * The id that says where all channels stand; null where it would be longer than an id may be,
     * or there is nothing to say.
     */
    String current() {
        if (queuePrefix == null && places.length == 0) {
            return null;
        }
        String id = plain ? places[0].toString() : composite();
        return id.length() <= EventFields.MAX_ID_LENGTH ? id : null;
    }

    private String composite() {
        String ofQueues = queuePrefix == null ? "" : queuePrefix + number;
        if (places.length == 0) {
            return ofQueues;
        }
        StringBuilder id = new StringBuilder(ofQueues);
        for (StreamId place : places) {
            id.append(LastEventId.SEPARATOR).append(place == null ? LastEventId.UNKNOWN : place);
        }
        return id.toString();
    }
}
