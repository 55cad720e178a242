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
        /** Returns the number of messages of the queue that the connection can take now. */
        int room();

        /**
         * Adds a message to the connection's next write.
         *
         * @return the bytes by which that write grew: far more than the message's own if it has many lines
         */
        int add(Claim claim, EventContent content);
    }

    private final Set<Seat> line = new LinkedHashSet<>();

    /** Puts a connection that may have room at the end of the line, unless it is in line already. */
    void add(Seat seat) {
        line.add(seat);
    }

    void remove(Seat seat) {
        line.remove(seat);
    }

    boolean contains(Seat seat) {
        return line.contains(seat);
    }

    /** Returns the next connection and moves it to the end of the line; null if none has room. */
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
     * Finds room, and drops connections without room from the line on the way.
     *
     * @return the messages that connections can take together, counted up to {@code enough}
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
