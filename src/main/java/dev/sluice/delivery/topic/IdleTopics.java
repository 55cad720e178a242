package dev.sluice.delivery.topic;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The topics of one kind without subscribers, the longest idle first. */
final class IdleTopics<T extends ServedTopic<?>> {
    private final Set<T> topics = new LinkedHashSet<>();

    void add(T topic) {
        topics.add(topic);
    }

    void remove(T topic) {
        topics.remove(topic);
    }

    /** Removes and returns the topics that have been idle for long enough to be forgotten. */
    List<T> takeForgettable(long now) {
        List<T> taken = new ArrayList<>();
        while (!topics.isEmpty() && topics.iterator().next().isForgettable(now)) {
            T topic = topics.iterator().next();
            topics.remove(topic);
            taken.add(topic);
        }
        return taken;
    }
}
