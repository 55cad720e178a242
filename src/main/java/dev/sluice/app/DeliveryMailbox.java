package dev.sluice.app;

import dev.sluice.delivery.Delivery;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.store.EventId;
import dev.sluice.store.KeyListener;
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
 * Carries what any thread has to tell to {@link Delivery}, which one thread at a time may call. Bounded by what it
 * tells of: a task or two for each connection, and one for each queue whose push is signalled; what is confirmed by the
 * number of events, and what is published to pub/sub topics by its bytes. Thread-safe.
 */
final class DeliveryMailbox implements Subscriptions, KeyListener, PublicationListener {
    /** Of events that are confirmed; more are refused, and confirmed again by their pages. */
    private static final int MAX_CONFIRMED = 100_000;

    /** What a published message takes besides its own bytes. */
    private static final int OVERHEAD_BYTES = 100;

    /** Whoever empties the mailbox. */
    interface Reader {
        /** There is mail; somebody else's thread should see to it. */
        void wake();

        /** There is mail, and the thread that calls has time for it. */
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
     * @param maxPublishedBytes of published messages that are not read yet; more are dropped, as Redis itself drops a
     *     subscriber that is too slow
     * @param onDrop told of each published message that is dropped; thread-safe
     */
    DeliveryMailbox(long maxPublishedBytes, Runnable onDrop) {
        this.maxPublishedBytes = maxPublishedBytes;
        this.onDrop = onDrop;
    }

    /** From now on the mail is read. */
    void setReader(Reader newReader) {
        reader = newReader;
        newReader.wake();
    }

    /** From now on the mail is not read: the delivery has returned all that was not confirmed. */
    void end() {
        ended = true;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Hands out all there is. */
    void deliverTo(Delivery delivery) {
        for (Consumer<Delivery> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(delivery);
        }
    }

    private void post(Consumer<Delivery> task) {
        if (ended) {
            return; // nobody reads any more
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
    public void drained(Receiver receiver) {
        post(delivery -> delivery.drained(receiver));
    }

    @Override
    public void closed(Receiver receiver) {
        post(delivery -> delivery.closed(receiver));
    }

    /**
     * Browsers have done with these events.
     *
     * @return completed by the delivering thread with those that came too late; or a {@link PublishException} if too many
     *     wait for that thread
     */
    CompletableFuture<Set<EventId>> confirmed(Collection<EventId> events) {
        if (ended) {
            return CompletableFuture.completedFuture(Set.copyOf(events));
        }
        if (confirmedEvents.get() > MAX_CONFIRMED) {
            return CompletableFuture.failedFuture(
                    new PublishException("Too many confirmations wait for the delivery; confirm again.", null));
        }
        confirmedEvents.addAndGet(events.size());
        CompletableFuture<Set<EventId>> stale = new CompletableFuture<>();
        post(delivery -> {
            confirmedEvents.addAndGet(-events.size());
            stale.complete(
                    events.stream().filter(event -> !delivery.confirmed(event)).collect(Collectors.toSet()));
        });
        return stale;
    }

    /** A browser has come back, and has seen everything up to this event. */
    void resumed(EventId last) {
        post(delivery -> delivery.resumed(last));
    }

    /** The doorbell's thread goes and claims by itself: to wake another one first would cost half the latency again. */
    @Override
    public void changed(String queue) {
        tasks.add(delivery -> delivery.changed(queue));
        Reader here = reader;
        if (here != null) {
            here.read();
        }
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
        // By the thread of the delivery, not by the one that hears of it: that one goes on hearing, so that what comes
        // fast leaves together, and Redis does not cut off a subscriber that keeps it waiting.
        post(delivery -> {
            publishedBytes.addAndGet(-bytes);
            delivery.published(topic, message);
        });
    }
}
