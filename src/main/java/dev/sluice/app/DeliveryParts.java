package dev.sluice.app;

import dev.sluice.app.expiry.CountedQueues;
import dev.sluice.app.expiry.ExpiryParts;
import dev.sluice.app.expiry.ExpirySweeper;
import dev.sluice.app.figures.QueueFigures;
import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueueEnds;
import dev.sluice.config.Settings;
import dev.sluice.delivery.Delivery;
import dev.sluice.delivery.MemoryBounds;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisClaimStore;
import dev.sluice.redis.RedisConfirmationBox;
import dev.sluice.redis.RedisLeaseStore;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.RedisTopicSource;
import dev.sluice.redis.RedisTopicTrimmer;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.expiry.RedisExpiryStore;
import dev.sluice.redis.pubsub.RedisPubsubSource;
import dev.sluice.redis.script.PublishCommands;
import dev.sluice.store.publish.Publisher;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.time.Ticker;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The delivery, its stores and its threads; the publisher, and the sweeps of what expires. */
final class DeliveryParts implements AutoCloseable {
    private final DeliveryMailbox mailbox;
    private final QueueFigures figures;
    private final RedisPubsubSource pubsub;
    private final TopicKeeper topicKeeper;
    private final RedisPublisher publisher;
    private final DeliveryWorkers workers =
            new DeliveryWorkers(Runtime.getRuntime().availableProcessors());
    private final DeliveryLoop loop;
    private final CountedQueues counted;
    private final ExpiryParts expiry;

    /**
     * @param current the settings of the moment
     * @param mailbox the tasks of the delivery
     * @param streams hear which incarnations of nodes begin and lapse
     * @param onBroken called when the delivery has failed for good
     */
    DeliveryParts(
            Supplier<Settings> current,
            NodeName name,
            RedisServers servers,
            SharedClient client,
            DeliveryMailbox mailbox,
            MemoryBounds memory,
            NodeHealth health,
            Refusals refusals,
            Metrics metrics,
            QueueFigures figures,
            StreamParts streams,
            Ticker ticker,
            Runnable onBroken) {
        this.mailbox = mailbox;
        this.figures = figures;
        Settings settings = current.get();
        InstantSource clock = InstantSource.system();
        pubsub = new RedisPubsubSource(
                servers,
                "pubsub",
                "pub/sub topics",
                mailbox,
                new PubsubReport(refusals.pubsub(), () -> {}),
                settings.safetyPoll(),
                ticker);
        health.setPubsub(pubsub::fault);
        topicKeeper = new TopicKeeper(
                new RedisTopicTrimmer(client),
                topic -> current.get().topicPolicies().of(topic),
                events -> metrics.add(Metric.TOPIC_TRIMMED_UNREAD, events),
                ticker);
        QueueEnds ends = queue -> current.get().queuePolicies().takeFrom(queue);
        publisher = new RedisPublisher(
                servers,
                new PublishCommands(servers.keys(), ends, () -> current.get().publishKeyAge()),
                metrics,
                topicKeeper::posted,
                ticker);
        counted = new CountedQueues(() -> current.get().queuePolicies());
        QueueReport report = new QueueReport(
                metrics,
                figures.counters(),
                figures.served(),
                refusals.queues(),
                () -> current.get().deadLetters(),
                streams::began,
                streams::lapsed);
        expiry = new ExpiryParts(
                current,
                () -> new ExpirySweeper(
                        current,
                        new RedisExpiryStore(client, () -> current.get().deadLetters(), ends, name.toString(), clock),
                        report::expired,
                        topic -> metrics.add(Metric.TOPIC_IDLE_REMOVED, 1),
                        ticker));
        health.addWarning(expiry::fault);
        Delivery delivery = new Delivery(
                new Delivery.Stores(
                        new RedisClaimStore(servers, () -> current.get().deadLetters(), ends, counted, clock),
                        new RedisLeaseStore(servers, counted),
                        box(settings, servers, name),
                        new RedisTopicSource(
                                servers,
                                settings.maxMessageBytes(),
                                topic -> current.get().topicPolicies().of(topic).idleTtl(),
                                clock),
                        pubsub),
                DeliveryTimes.settings(current, memory),
                name::newIncarnation,
                ticker,
                workers,
                report,
                new TopicReport(metrics, topicKeeper, refusals.topics()));
        loop = new DeliveryLoop(delivery, mailbox, health, DeliveryTimes.settleTime(settings), ticker, onBroken);
    }

    /** Returns the box of confirmations, or none if no queue is confirmed. */
    private static ConfirmationBox box(Settings settings, RedisServers servers, NodeName name) {
        return settings.queuePolicies().mayUse(AckMode.CLIENT)
                ? new RedisConfirmationBox(servers, name.toString())
                : ConfirmationBox.NONE;
    }

    /** Called when channels or limits have changed. */
    void settingsChanged() {
        figures.settingsChanged();
        counted.settingsChanged();
        mailbox.policiesChanged();
        expiry.adjust();
    }

    Publisher publisher() {
        return publisher;
    }

    void start() {
        workers.start();
        pubsub.start();
        loop.start();
        topicKeeper.start();
        expiry.adjust();
    }

    /** Stops claiming, and settles or returns claimed messages. */
    void stop() {
        loop.stop();
        workers.close();
    }

    /** Ends what is left, after all browsers have gone. */
    @Override
    public void close() {
        pubsub.close();
        topicKeeper.close();
        publisher.close();
        expiry.close();
    }
}
