package dev.sluice.app;

import dev.sluice.delivery.Delivery;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.store.KeyListener;
import dev.sluice.store.MessageId;
import dev.sluice.store.PublishException;
import dev.sluice.store.topic.PublicationListener;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tasks of any thread for {@link Delivery}, which one thread at a time may call. Bounded: a task or two for each
 * connection, and one for each queue with a signalled push; confirmations by the number of events, publications to
 * pub/sub topics by their bytes. Thread-safe.
 */
final class DeliveryMailbox implements Subscriptions, KeyListener, PublicationListener {
    /** The most confirmed events that wait; more are refused, and their pages confirm them again. */
    private static final int MAX_CONFIRMED = 100_000;

    /** The memory of a published message besides its own bytes. */
    private static final int OVERHEAD_BYTES = 100;

    /** The reader that empties the mailbox. */
    interface Reader {
        /** Has another thread read the mailbox. */
        void wake();

        /** Reads the mailbox on the calling thread. */
        void read();
    }

    private final Queue<Consumer<Delivery>> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong publishedBytes = new AtomicLong();
    private final AtomicInteger confirmedEvents = new AtomicInteger();
    private final long maxPublishedBytes;
    private final Runnable onDrop;
    private volatile Reader reader;
    private volatile boolean ended;

    /**
     * @param maxPublishedBytes the most bytes of unread published messages; more are dropped, as Redis drops a slow
     *     subscriber
     * @param onDrop called for each dropped message; thread-safe
     */
    DeliveryMailbox(long maxPublishedBytes, Runnable onDrop) {
        this.maxPublishedBytes = maxPublishedBytes;
        this.onDrop = onDrop;
    }

    /** Sets the reader, and wakes it. */
    void setReader(Reader newReader) {
        reader = newReader;
        newReader.wake();
    }

    /** Ends the reading: the delivery has returned all unconfirmed messages. */
    void end() {
        ended = true;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Runs all tasks. */
    void deliverTo(Delivery delivery) {
        for (Consumer<Delivery> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(delivery);
        }
    }

    private void post(Consumer<Delivery> task) {
        if (ended) {
            return; // the tasks are not read any more
        }
        tasks.add(task);
        Reader awake = reader;
        if (awake != null) {
            awake.wake();
        }
    }

    @Override
    public void subscribe(Receiver receiver, Subscription channels) {
        post(delivery -> delivery.subscribe(receiver, channels));
    }

    @Override
    public void unsubscribe(Receiver receiver, Set<String> queues, Set<String> topics) {
        post(delivery -> delivery.unsubscribe(receiver, queues, topics));
    }

    @Override
    public void revoke(Receiver receiver) {
        post(delivery -> delivery.revoke(receiver));
    }

    @Override
    public void drained(Receiver receiver) {
        post(delivery -> delivery.drained(receiver));
    }

    @Override
    public void closed(Receiver receiver) {
        post(delivery -> delivery.closed(receiver));
    }

    /**
     * Confirms these events.
     *
     * @return the events that came too late, from the delivering thread; or a {@link PublishException} if too many wait
     *     for it
     */
    CompletableFuture<Set<MessageId>> confirmed(Collection<MessageId> events) {
        if (ended) {
            return CompletableFuture.completedFuture(Set.copyOf(events));
        }
        if (confirmedEvents.get() > MAX_CONFIRMED) {
            return CompletableFuture.failedFuture(
                    new PublishException("Too many confirmations wait for the delivery; confirm again", null));
        }
        confirmedEvents.addAndGet(events.size());
        CompletableFuture<Set<MessageId>> stale = new CompletableFuture<>();
        post(delivery -> {
            confirmedEvents.addAndGet(-events.size());
            stale.complete(
                    events.stream().filter(event -> !delivery.confirmed(event)).collect(Collectors.toSet()));
        });
        return stale;
    }

    /** Tells that a browser has come back, and has seen everything up to this event. */
    void resumed(MessageId last) {
        post(delivery -> delivery.resumed(last));
    }

    /** Claims on the doorbell's thread: to wake another one first would cost half the latency again. */
    @Override
    public void changed(String key) {
        tasks.add(delivery -> delivery.changed(key));
        Reader here = reader;
        if (here != null) {
            here.read();
        }
    }

    /** Tells that the policies of queues have changed. */
    void policiesChanged() {
        post(Delivery::policiesChanged);
    }

    @Override
    public void changedAnywhere() {
        post(Delivery::changedAnywhere);
    }

    @Override
    public void published(String topic, byte[] message) {
        long bytes = message.length + OVERHEAD_BYTES;
        if (publishedBytes.get() > maxPublishedBytes) {
            onDrop.run();
            return;
        }
        publishedBytes.addAndGet(bytes);
        // On the delivery's thread, so that the receiving one reads on: messages in quick succession leave together,
        // and Redis does not cut off this subscriber as too slow.
        post(delivery -> {
            publishedBytes.addAndGet(-bytes);
            delivery.published(topic, message);
        });
    }
}
