package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
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
 * Brings every event of a topic to every connection that has it, in the topic's order. Events are kept encoded in the
 * topic's {@link TopicLog}, and each connection is a {@link TopicCursor} in it.
 *
 * <p>Has no thread and no lock: one thread calls everything here, and waits while its {@link Workers} write.
 */
public final class TopicDelivery {
    private final Ticker ticker;
    private final TopicWriter writer;
    private final StreamTopics streams;
    private final PubsubTopics pubsub;

    private final Map<Outlet, TopicSubscriber> connections = new HashMap<>();

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
     * A connection has these topics from now on.
     *
     * @param streamTopics and where it begins in each
     */
    public void subscribe(Outlet outlet, List<TopicStart> streamTopics, Set<String> pubsubTopics) {
        if (streamTopics.isEmpty() && pubsubTopics.isEmpty()) {
            return;
        }
        TopicSubscriber connection = new TopicSubscriber(outlet);
        connections.put(outlet, connection);
        streams.subscribe(connection, streamTopics);
        pubsub.subscribe(connection, pubsubTopics);
        writer.makeReady(connection);
    }

    /** The last write to it has left. */
    public void drained(Outlet outlet) {
        TopicSubscriber connection = connections.get(outlet);
        if (connection != null) {
            writer.makeReady(connection);
        }
    }

    /** It is closed. */
    public void closed(Outlet outlet) {
        TopicSubscriber connection = connections.remove(outlet);
        if (connection != null) {
            connection.close();
            for (TopicCursor cursor : connection.cursors()) {
                cursor.leavePage();
                cursor.topic().remove(cursor, ticker.nanos());
                streams.forget(cursor);
                pubsub.forget(cursor);
            }
        }
    }

    /** Something was published to this stream topic, or it was changed otherwise. */
    public void published(String name) {
        streams.published(name);
    }

    /** Something may have been published to any stream topic. */
    public void publishedAnywhere() {
        streams.publishedAnywhere();
    }

    /** This was published to this pub/sub topic. */
    public void published(String name, byte[] message) {
        pubsub.published(name, message);
    }

    /**
     * Does what can be done now, with two round trips to the store at the most.
     *
     * @return how many nanoseconds from now the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException where the store did not answer; nothing is forgotten, the next step goes on
     */
    public long step() {
        streams.read();
        pubsub.forgetIdle();
        writer.write(streams::fetchFor);
        boolean more = writer.hasMore() || streams.hasMore();
        return more ? 0 : Math.max(0, streams.nextLookAt() - ticker.nanos());
    }
}
