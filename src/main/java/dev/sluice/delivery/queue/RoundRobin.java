package dev.sluice.delivery.queue;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The subscribers of one queue that may have room, in the order in which they are next. */
final class RoundRobin {
    private final ServedQueue queue;
    private final Set<QueueSubscriber> line = new LinkedHashSet<>();

    RoundRobin(ServedQueue queue) {
        this.queue = queue;
    }

    /** Puts a subscriber that may have room again at the end of the line, unless it stands in it. */
    void add(QueueSubscriber subscriber) {
        line.add(subscriber);
    }

    void remove(QueueSubscriber subscriber) {
        line.remove(subscriber);
    }

    /** The one whose turn it is, who then goes to the end of the line; null where nobody has room. */
    QueueSubscriber next() {
        Iterator<QueueSubscriber> first = line.iterator();
        while (first.hasNext()) {
            QueueSubscriber subscriber = first.next();
            first.remove();
            if (subscriber.room(queue) > 0) {
                line.add(subscriber);
                return subscriber;
            }
        }
        return null;
    }

    /** How many messages they can take together, counted no further than {@code enough}. */
    int room(int enough) {
        int room = 0;
        Iterator<QueueSubscriber> each = line.iterator();
        while (each.hasNext() && room < enough) {
            int one = each.next().room(queue);
            if (one == 0) {
                each.remove();
            }
            room += Math.min(one, enough - room);
        }
        return room;
    }
}
