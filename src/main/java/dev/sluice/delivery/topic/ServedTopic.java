package dev.sluice.delivery.topic;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A topic that subscribers here have, or had a moment ago: what both kinds of topics share. */
abstract class ServedTopic<C extends TopicCursor> {
    /** How long a topic without subscribers is kept for those that come back. */
    private static final long LINGER_NANOS = Duration.ofSeconds(30).toNanos();

    private final String name;
    private final Map<C, TopicSubscriber> subscribers = new LinkedHashMap<>();
    /** Since when the topic has no subscribers, by the {@link Ticker}. */
    private long idleSince;

    ServedTopic(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** The subscribers that have the topic, by their cursors in it. */
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

    /** Whether the topic has been idle for so long that it can be forgotten. */
    final boolean isForgettable(long now) {
        return isIdle() && now - idleSince >= LINGER_NANOS;
    }
}
