package dev.sluice.bridge.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import dev.sluice.bridge.source.ReadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The deliveries of a consumer that are not polled yet. Written by the client's threads, read by one. */
final class Arrivals extends DefaultConsumer {
    private final ReadLimits limits;
    private final BlockingQueue<Delivery> deliveries;
    /** Null unless a delivery is missing among the others, so that no later one may be acknowledged. */
    private volatile Throwable failure;

    private volatile boolean cancelled;

    Arrivals(Channel channel, ReadLimits limits) {
        super(channel);
        this.limits = limits;
        this.deliveries = new LinkedBlockingQueue<>(limits.ahead());
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        try {
            deliveries.add(new Delivery(envelope, properties, body));
        } catch (Throwable e) { // also a full heap
            failure = e;
        }
    }

    @Override
    public void handleCancel(String tag) {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Returns why a delivery is missing; empty if none is among those that were taken. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits for a delivery, and takes what else is there, within the limits. */
    List<Delivery> take(Duration timeout) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        long bytes = 0;
        Delivery next = deliveries.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        while (next != null) {
            taken.add(next);
            bytes += next.getBody().length;
            boolean hasRoom = taken.size() < limits.batch() && bytes < ReadLimits.POLL_BYTES;
            next = hasRoom ? deliveries.poll() : null;
        }
        return taken;
    }
}
