package dev.sluice.delivery.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages that browsers hold and have not confirmed, until they do or the queue's visibility timeout is over. */
final class VisibilityLine {
    /** By time-out, of which there are few; within each by the time at which each is due, since all wait equally long. */
    private final Map<Duration, Set<Awaited>> lines = new HashMap<>();

    void add(Awaited awaited) {
        line(awaited).add(awaited);
    }

    void remove(Awaited awaited) {
        line(awaited).remove(awaited);
    }

    private Set<Awaited> line(Awaited awaited) {
        return lines.computeIfAbsent(awaited.queue().policy().visibilityTimeout(), timeout -> new LinkedHashSet<>());
    }

    /** Nanoseconds until {@link #takeExpired} has something to give; {@link Long#MAX_VALUE} where nothing is waiting. */
    long dueIn(long now) {
        long due = Long.MAX_VALUE;
        for (Set<Awaited> line : lines.values()) {
            if (!line.isEmpty()) {
                due = Math.min(due, Math.max(0, line.iterator().next().until() - now));
            }
        }
        return due;
    }

    /** Takes those out whose time is over. */
    List<Awaited> takeExpired(long now) {
        List<Awaited> expired = new ArrayList<>();
        for (Set<Awaited> line : lines.values()) {
            Iterator<Awaited> oldest = line.iterator();
            while (oldest.hasNext()) {
                Awaited awaited = oldest.next();
                if (awaited.until() - now > 0) {
                    break;
                }
                oldest.remove();
                expired.add(awaited);
            }
        }
        return expired;
    }
}
