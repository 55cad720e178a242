package dev.sluice.app;

import dev.sluice.delivery.QueueDelivery;
import dev.sluice.delivery.QueueSubscriptions;
import dev.sluice.delivery.Receiver;
import dev.sluice.redis.PushListener;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries what any thread has to tell to the one thread that may call {@link QueueDelivery}. Bounded by what it tells
 * of: a message or two for each connection, and one for each queue whose push is signalled. Thread-safe.
 */
final class DeliveryMailbox implements QueueSubscriptions, PushListener {
    private final BlockingQueue<Consumer<QueueDelivery>> mail = new LinkedBlockingQueue<>();

    /** Waits for mail, and hands out all there is. */
    void deliverTo(QueueDelivery delivery, long waitNanos) throws InterruptedException {
        Consumer<QueueDelivery> letter = mail.poll(waitNanos, TimeUnit.NANOSECONDS);
        while (letter != null) {
            letter.accept(delivery);
            letter = mail.poll();
        }
    }

    void post(Consumer<QueueDelivery> letter) {
        mail.add(letter);
    }

    @Override
    public void subscribe(Receiver receiver, Collection<String> queues) {
        post(delivery -> delivery.subscribe(receiver, queues));
    }

    @Override
    public void drained(Receiver receiver) {
        post(delivery -> delivery.drained(receiver));
    }

    @Override
    public void closed(Receiver receiver) {
        post(delivery -> delivery.closed(receiver));
    }

    @Override
    public void pushed(String queue) {
        post(delivery -> delivery.pushed(queue));
    }

    @Override
    public void pushedAnywhere() {
        post(QueueDelivery::pushedAnywhere);
    }
}
