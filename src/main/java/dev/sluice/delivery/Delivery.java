package dev.sluice.delivery;

import dev.sluice.delivery.browser.EventIds;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.delivery.queue.QueueDelivery;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicDelivery;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.store.KeyListener;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.MessageId;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.queue.ConfirmationListener;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.store.topic.TopicSource;
import dev.sluice.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The delivery of queues' messages and topics' events to the browsers of a node, through one {@link Outlet} for each.
 *
 * <p>Not thread-safe: one thread calls everything here, {@link #step} in a loop. Within a step its {@link Workers} may
 * write to several receivers at a time.
 */
public final class Delivery implements Subscriptions, KeyListener, PublicationListener, ConfirmationListener {
    private final Ticker ticker;
    private final Map<Receiver, Outlet> outlets = new HashMap<>();
    private final PendingWrites writes;
    private final QueueDelivery queues;
    private final TopicDelivery topics;

    /**
     * @param stores the ports to the store
     * @param settings the delays and bounds
     * @param incarnations gives ids that no incarnation of any node ever had
     * @param ticker the clock
     * @param workers help to write if many connections have the same topic
     * @param observer hears what happens to queues
     * @param topicObserver hears what happens to topics
     */
    public Delivery(
            Stores stores,
            DeliverySettings settings,
            Supplier<String> incarnations,
            Ticker ticker,
            Workers workers,
            QueueObserver observer,
            TopicObserver topicObserver) {
        this.ticker = ticker;
        LogMemory memory =
                new LogMemory(settings.memory().logBytes(), settings.memory().directBytes());
        this.writes = new PendingWrites(settings.memory().writeBytes(), memory, observer::closedForMemory);
        this.queues = new QueueDelivery(
                stores.claims(),
                stores.leases(),
                stores.confirmations(),
                settings.queues(),
                incarnations,
                ticker,
                observer,
                writes);
        this.topics = new TopicDelivery(
                stores.topics(), stores.pubsub(), settings.topics(), ticker, workers, topicObserver, memory, writes);
    }

    /**
     * The ports to the store.
     *
     * @param claims queues and claims on them
     * @param leases the leases of nodes
     * @param confirmations the confirmations from other nodes
     * @param topics stream topics
     * @param pubsub pub/sub topics
     */
    public record Stores(
            ClaimStore claims,
            LeaseStore leases,
            ConfirmationBox confirmations,
            TopicSource topics,
            PubsubSource pubsub) {}

    @Override
    public void subscribe(Receiver receiver, Subscription channels) {
        EventIds ids = new EventIds(
                receiver.token(),
                !channels.queues().isEmpty(),
                channels.topics().size());
        Outlet outlet = new Outlet(receiver, ids);
        outlets.put(receiver, outlet);
        topics.subscribe(outlet, channels.topics(), channels.pubsubTopics());
        queues.subscribe(outlet, channels.queues());
    }

    @Override
    public void unsubscribe(Receiver receiver, Set<String> fromQueues, Set<String> fromTopics) {
        Outlet outlet = outlets.get(receiver);
        if (outlet != null) {
            queues.unsubscribe(outlet, fromQueues);
            topics.unsubscribe(outlet, fromTopics);
        }
    }

    @Override
    public void revoke(Receiver receiver) {
        queues.revoke(receiver.token());
        Outlet outlet = outlets.get(receiver);
        if (outlet != null) {
            topics.closed(outlet);
        }
    }

    @Override
    public void drained(Receiver receiver) {
        Outlet outlet = outlets.get(receiver);
        if (outlet != null) {
            outlet.drained(ticker.nanos());
            writes.ended(outlet);
            queues.drained(outlet);
            topics.drained(outlet);
        }
    }

    @Override
    public void closed(Receiver receiver) {
        Outlet outlet = outlets.remove(receiver);
        if (outlet != null) {
            writes.ended(outlet);
            queues.closed(outlet);
            topics.closed(outlet);
        }
    }

    @Override
    public boolean confirmed(MessageId event) {
        return queues.confirmed(event);
    }

    @Override
    public void resumed(MessageId last) {
        queues.resumed(last);
    }

    @Override
    public void changed(String name) {
        queues.changed(name);
        topics.changed(name);
    }

    @Override
    public void changedAnywhere() {
        queues.changedAnywhere();
        topics.changedAnywhere();
    }

    @Override
    public void published(String topic, byte[] message) {
        topics.published(topic, message);
    }

    /** Called when the policies of queues have changed: those in use take their new limits. */
    public void policiesChanged() {
        queues.policiesChanged();
    }

    /** Stops claiming; {@link #step} goes on settling. */
    public void stopClaiming() {
        queues.stopClaiming();
    }

    /** Returns the number of messages that are claimed and not settled. */
    public int held() {
        return queues.held();
    }

    /** Returns true if nothing is claimed, and no unanswered exchange may have claimed anything. */
    public boolean isSettled() {
        return queues.isSettled();
    }

    /** Returns all claims that are not settled; the next {@link #step} carries it out. */
    public void returnAll() {
        queues.returnAll();
    }

    /**
     * Ends the node's lease, so that other nodes return its claims at once. Nothing may be called afterwards.
     *
     * @throws StoreUnavailableException if the store did not answer; then the lease lapses when its time is over
     */
    public void leave() {
        queues.leave();
    }

    /**
     * Does what can be done now, with few round trips to the store.
     *
     * @return nanoseconds until the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException if the store did not answer; nothing is lost, the next step goes on
     */
    public long step() {
        long next = Math.min(queues.step(), topics.step());
        writes.makeRoom();
        return next;
    }
}
