package dev.sluice.delivery;

import dev.sluice.channel.QueuePolicies;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.queue.QueueSettings;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.TopicSettings;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicSource;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Deliveries over a model of the store. */
public final class Deliveries {
    static final Duration SETTLE_DELAY = Duration.ofMillis(500);
    public static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SAFETY_POLL = Duration.ofSeconds(2);

    private static final TopicSource NO_TOPICS = new TopicSource() {
        @Override
        public List<TopicAnswer> read(List<PageRequest> requests) {
            throw new AssertionError("nobody has a topic here");
        }

        @Override
        public boolean wasIdle(String topic, StreamId last) {
            throw new AssertionError("nobody has a topic here");
        }

        @Override
        public boolean signalsChanges() {
            return true;
        }
    };

    /** A source to which nothing is ever published. */
    static final PubsubSource NO_PUBSUB = new PubsubSource() {
        @Override
        public void subscribe(String topic) {}

        @Override
        public void unsubscribe(String topic) {}
    };

    private Deliveries() {}

    /**
     * Settings for tests that care for nothing else.
     *
     * @param maxUnsettled of the node and of each connection
     */
    static DeliverySettings settings(long maxMessageBytes, int maxUnsettled, QueuePolicies policies) {
        return settings(maxMessageBytes, maxUnsettled, () -> policies);
    }

    /** The same with policies that may change. */
    static DeliverySettings settings(long maxMessageBytes, int maxUnsettled, Supplier<QueuePolicies> policies) {
        return settings(maxMessageBytes, maxUnsettled, maxUnsettled, Policies.memory(64 << 20), policies);
    }

    /** The same with a bound for each connection, and other memory. */
    static DeliverySettings settings(
            long maxMessageBytes,
            int maxUnsettledPerConnection,
            int maxUnsettled,
            MemoryBounds memory,
            Supplier<QueuePolicies> policies) {
        QueueSettings queues = new QueueSettings(
                SETTLE_DELAY,
                STALL_TIMEOUT,
                SAFETY_POLL,
                maxMessageBytes,
                maxUnsettledPerConnection,
                maxUnsettled,
                LEASE,
                memory.stepBytes(),
                policies);
        TopicSettings topics =
                new TopicSettings(SAFETY_POLL, maxMessageBytes, memory.stepBytes(), () -> Policies.PUBSUB);
        return new DeliverySettings(queues, topics, memory);
    }

    /** One whose browsers have queues only. */
    static Delivery ofQueues(
            ModelClaimStore store,
            DeliverySettings settings,
            Supplier<String> incarnations,
            Ticker ticker,
            QueueObserver observer) {
        return ofQueues(store, store, settings, incarnations, ticker, observer);
    }

    /** The same, with claims and nodes in stores of their own. */
    static Delivery ofQueues(
            ClaimStore claims,
            LeaseStore nodes,
            DeliverySettings settings,
            Supplier<String> incarnations,
            Ticker ticker,
            QueueObserver observer) {
        return new Delivery(
                new Delivery.Stores(claims, nodes, ConfirmationBox.NONE, NO_TOPICS, NO_PUBSUB),
                settings,
                incarnations,
                ticker,
                Workers.NONE,
                observer,
                new TopicObserver() {});
    }

    static Subscription queues(Collection<String> names) {
        return new Subscription(new LinkedHashSet<>(names), List.of(), Set.of());
    }

    /** Has it do all that there is to do now. */
    static void stepToRest(Delivery delivery) {
        for (int i = 0; i < 1_000; i++) {
            if (delivery.step() > 0) {
                return;
            }
        }
        throw new AssertionError("the delivery never has nothing to do");
    }
}
