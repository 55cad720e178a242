package dev.sluice.delivery.topic;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.MessageReaders;
import dev.sluice.delivery.time.Ticker;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.topic.PubsubSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pub/sub topics that connections here have: what is published goes to those who are here at the moment. */
final class PubsubTopics {
    private final PubsubSource source;
    private final LogMemory memory;
    private final ChannelPolicies<PubsubTopicPolicy> policies;
    private final long maxMessageBytes;
    private final Ticker ticker;
    private final TopicObserver observer;
    private final TopicWriter writer;
    private final MessageReaders readers = new MessageReaders();

    private final Map<String, PubsubTopic> topics = new HashMap<>();
    /** Those that nobody has, the longest idle first. */
    private final Set<PubsubTopic> idle = new LinkedHashSet<>();

    PubsubTopics(
            PubsubSource source,
            LogMemory memory,
            ChannelPolicies<PubsubTopicPolicy> policies,
            long maxMessageBytes,
            Ticker ticker,
            TopicObserver observer,
            TopicWriter writer) {
        this.source = source;
        this.memory = memory;
        this.policies = policies;
        this.maxMessageBytes = maxMessageBytes;
        this.ticker = ticker;
        this.observer = observer;
        this.writer = writer;
    }

    /** A connection has these topics from now on. */
    void subscribe(TopicSubscriber connection, Collection<String> names) {
        for (String name : names) {
            PubsubTopic topic = topics.computeIfAbsent(name, this::serve);
            idle.remove(topic);
            TopicCursor cursor = TopicCursor.atEndOf(topic, connection);
            connection.cursors().add(cursor);
            topic.add(cursor);
        }
    }

    private PubsubTopic serve(String name) {
        source.subscribe(name);
        return new PubsubTopic(name, policies.of(name).format(), memory, observer);
    }

    /** A cursor is there no more; nothing where it was in no pub/sub topic. */
    void forget(TopicCursor cursor) {
        if (cursor.topic() instanceof PubsubTopic topic && topic.cursors().isEmpty()) {
            idle.add(topic);
        }
    }

    /** This was published to this topic. */
    void published(String name, byte[] message) {
        PubsubTopic topic = topics.get(name);
        if (topic == null || topic.cursors().isEmpty()) {
            return;
        }
        Optional<EventContent> content = read(topic, message);
        if (content.isPresent()) {
            topic.append(content.get());
            for (TopicCursor cursor : topic.cursors()) {
                writer.makeReady(cursor.connection());
            }
        }
    }

    private Optional<EventContent> read(PubsubTopic topic, byte[] message) {
        try {
            if (message.length > maxMessageBytes) {
                throw MalformedMessageException.tooLong(message.length, maxMessageBytes);
            }
            return Optional.of(readers.of(topic.format()).read(message));
        } catch (MalformedMessageException e) {
            observer.skipped(topic.name(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Ends listening to what nobody has had for a while. */
    void forgetIdle() {
        long now = ticker.nanos();
        while (!idle.isEmpty() && idle.iterator().next().isForgettable(now)) {
            PubsubTopic topic = idle.iterator().next();
            idle.remove(topic);
            topics.remove(topic.name());
            topic.clearLog();
            source.unsubscribe(topic.name());
        }
    }
}
