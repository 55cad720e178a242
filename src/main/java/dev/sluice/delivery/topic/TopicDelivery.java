package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.store.topic.TopicSource;
import dev.sluice.store.topic.TopicStart;
import dev.sluice.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The delivery of every event of a topic to all its connections, in the topic's order. Events are kept encoded in the
 * topic's {@link TopicLog}, and each connection has a {@link TopicCursor} in it.
 *
 * <p>Not thread-safe: one thread calls everything here, and waits while its {@link Workers} write.
 */
public final class TopicDelivery {
    private final Ticker ticker;
    private final TopicWriter writer;
    private final StreamTopics streams;
    private final PubsubTopics pubsub;

    private final Map<Outlet, TopicSubscriber> subscribers = new HashMap<>();

    public TopicDelivery(
            TopicSource source,
            PubsubSource pubsubSource,
            TopicSettings settings,
            Ticker ticker,
            Workers workers,
            TopicObserver observer,
            LogMemory memory,
            PendingWrites writes) {
        this.ticker = ticker;
        this.writer = new TopicWriter(ticker, workers, observer, writes, settings.stepBytes());
        TopicReader reader = new TopicReader(source, memory, settings, observer);
        this.streams = new StreamTopics(reader, source, settings.safetyPoll(), ticker, observer, writer);
        this.pubsub = new PubsubTopics(
                pubsubSource, memory, settings.policies(), settings.maxMessageBytes(), ticker, observer, writer);
    }

    /**
     * Subscribes a connection to these topics.
     *
     * @param streamTopics the stream topics, and where the connection begins in each
     */
    public void subscribe(Outlet outlet, List<TopicStart> streamTopics, Set<String> pubsubTopics) {
        if (streamTopics.isEmpty() && pubsubTopics.isEmpty()) {
            return;
        }
        TopicSubscriber subscriber = new TopicSubscriber(outlet);
        subscribers.put(outlet, subscriber);
        streams.subscribe(subscriber, streamTopics);
        pubsub.subscribe(subscriber, pubsubTopics);
        writer.makeReady(subscriber);
    }

    /** Removes a connection from these topics. Ids of its other events keep its places in them. */
    public void unsubscribe(Outlet outlet, Set<String> topics) {
        TopicSubscriber subscriber = subscribers.get(outlet);
        if (subscriber != null) {
            subscriber.remove(topics).forEach(this::leave);
            writer.makeReady(subscriber); // which may have waited for the place in one of them
        }
    }

    private void leave(TopicCursor cursor) {
        if (cursor instanceof StreamCursor stream) {
            streams.leave(stream);
        } else if (cursor instanceof PubsubCursor ofPubsub) {
            pubsub.leave(ofPubsub);
        }
    }

    /** Called when the last write to a connection has left. */
    public void drained(Outlet outlet) {
        TopicSubscriber subscriber = subscribers.get(outlet);
        if (subscriber != null) {
            writer.makeReady(subscriber);
        }
    }

    /** Removes a closed connection. */
    public void closed(Outlet outlet) {
        TopicSubscriber subscriber = subscribers.remove(outlet);
        if (subscriber != null) {
            subscriber.close();
            subscriber.cursors().forEach(this::leave);
        }
    }

    /** Removes subscribers from the topics that have ended for them. */
    private void leaveEnded() {
        for (TopicSubscriber subscriber = writer.takeEnded(); subscriber != null; subscriber = writer.takeEnded()) {
            if (!subscriber.isClosed()) {
                leaveEnded(subscriber);
            }
        }
    }

    /** If the browser cannot be told, the connection is closed: the browser comes back and is told again. */
    private void leaveEnded(TopicSubscriber subscriber) {
        Receiver receiver = subscriber.outlet().receiver();
        List<TopicCursor> ended = subscriber.removeEnded();
        ended.forEach(this::leave);
        try {
            ended.forEach(cursor -> receiver.ended(cursor.topic()));
        } catch (RuntimeException | Error e) {
            receiver.close();
            throw e;
        }
    }

    /** Called when a stream topic has changed. */
    public void changed(String name) {
        streams.changed(name);
    }

    /** Called when any stream topic may have changed. */
    public void changedAnywhere() {
        streams.changedAnywhere();
    }

    /** Takes a message that was published to a pub/sub topic. */
    public void published(String name, byte[] message) {
        pubsub.published(name, message);
    }

    /**
     * Does what can be done now, in at most two round trips to the store.
     *
     * @return nanoseconds until the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException if the store did not answer; nothing is lost, the next step goes on
     */
    public long step() {
        streams.read();
        pubsub.forgetIdle();
        writer.write(streams::fetchFor);
        leaveEnded();
        boolean more = writer.hasMore() || streams.hasMore();
        return more ? 0 : Math.max(0, streams.nextPollAt() - ticker.nanos());
    }
}
