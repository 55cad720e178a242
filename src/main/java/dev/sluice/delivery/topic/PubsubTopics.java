package dev.sluice.delivery.topic;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.MessageReaders;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The pub/sub topics with subscribers on this node. A message goes to the subscribers of the moment. */
final class PubsubTopics {
    private final PubsubSource source;
    private final LogMemory memory;
    private final Supplier<ChannelPolicies<PubsubTopicPolicy>> policies;
    private final long maxMessageBytes;
    private final Ticker ticker;
    private final TopicObserver observer;
    private final TopicWriter writer;
    private final MessageReaders readers = new MessageReaders();

    private final Map<String, PubsubTopic> topics = new HashMap<>();
    private final IdleTopics<PubsubTopic> idle = new IdleTopics<>();

    PubsubTopics(
            PubsubSource source,
            LogMemory memory,
            Supplier<ChannelPolicies<PubsubTopicPolicy>> policies,
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

    /** Adds a subscriber to these topics. */
    void subscribe(TopicSubscriber subscriber, Collection<String> names) {
        for (String name : names) {
            PubsubTopic topic = topics.computeIfAbsent(name, this::serve);
            idle.remove(topic);
            topic.add(new PubsubCursor(topic.name(), topic.log(), observer), subscriber);
        }
    }

    private PubsubTopic serve(String name) {
        source.subscribe(name);
        return new PubsubTopic(name, policies.get().of(name).format(), memory);
    }

    /** Removes the cursor of a subscriber that leaves the topic. */
    void leave(PubsubCursor cursor) {
        PubsubTopic topic = topics.get(cursor.topic());
        topic.remove(cursor, ticker.nanos());
        if (topic.isIdle()) {
            idle.add(topic);
        }
    }

    /** Takes a message that was published to a topic. */
    void published(String name, byte[] message) {
        PubsubTopic topic = topics.get(name);
        if (topic == null || topic.isIdle()) {
            return;
        }
        Optional<EventContent> content = read(topic, message);
        if (content.isPresent()) {
            topic.append(content.get());
            topic.subscribers().values().forEach(writer::makeReady);
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

    /** Stops listening to topics that have had no subscribers for a while. */
    void forgetIdle() {
        for (PubsubTopic topic : idle.takeForgettable(ticker.nanos())) {
            topics.remove(topic.name());
            topic.log().clear();
            source.unsubscribe(topic.name());
        }
    }
}
