package dev.sluice.delivery.topic;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A topic that has subscribers on this node, or had them a moment ago: the common part of both kinds. */
abstract class ServedTopic<C extends TopicCursor> {
    /** The time for which a topic without subscribers is kept, since browsers come back. */
    private static final long LINGER_NANOS = Duration.ofSeconds(30).toNanos();

    private final String name;
    private final Map<C, TopicSubscriber> subscribers = new LinkedHashMap<>();
    /** The time since which the topic has no subscribers, by the {@link Ticker}. */
    private long idleSince;

    ServedTopic(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** Returns the topic's subscribers by their cursors. */
    final Map<C, TopicSubscriber> subscribers() {
        return subscribers;
    }

    final boolean isIdle() {
        return subscribers.isEmpty();
    }

    final void add(C cursor, TopicSubscriber subscriber) {
        subscribers.put(cursor, subscriber);
        subscriber.add(cursor);
    }

    final void remove(C cursor, long now) {
        subscribers.remove(cursor);
        idleSince = now;
    }

    /** Returns true if the topic has been idle for long enough to be forgotten. */
    final boolean isForgettable(long now) {
        return isIdle() && now - idleSince >= LINGER_NANOS;
    }
}
