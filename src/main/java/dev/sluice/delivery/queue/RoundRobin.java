package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.sse.EventContent;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The connections that take from one queue and may have room, in the order in which they are next. */
final class RoundRobin {
    /** A connection's place at one queue. */
    interface Seat {
        /** How many messages of the queue it can take now. */
        int room();

        /** Adds a message to the connection's next write. */
        void add(Claim claim, EventContent content);
    }

    private final Set<Seat> line = new LinkedHashSet<>();

    /** Puts one that may have room again at the end of the line, unless it stands in it. */
    void add(Seat seat) {
        line.add(seat);
    }

    void remove(Seat seat) {
        line.remove(seat);
    }

    boolean contains(Seat seat) {
        return line.contains(seat);
    }

    /** The one whose turn it is, which then goes to the end of the line; null if nobody has room. */
    Seat next() {
        Iterator<Seat> first = line.iterator();
        while (first.hasNext()) {
            Seat seat = first.next();
            first.remove();
            if (seat.room() > 0) {
                line.add(seat);
                return seat;
            }
        }
        return null;
    }

    /**
     * Drops connections without room from the line until it has found enough.
     *
     * @return how many messages they can take together, counted no further than {@code enough}
     */
    int findRoom(int enough) {
        int room = 0;
        Iterator<Seat> each = line.iterator();
        while (each.hasNext() && room < enough) {
            int one = each.next().room();
            if (one == 0) {
                each.remove();
            }
            room += Math.min(one, enough - room);
        }
        return room;
    }
}
