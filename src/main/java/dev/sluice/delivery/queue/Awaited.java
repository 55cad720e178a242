package dev.sluice.delivery.queue;

import dev.sluice.time.Ticker;

/** A message of a queue in mode client that a browser holds and has not confirmed. */
final class Awaited {
    private final QueueSubscriber subscriber;
    private final ServedQueue queue;
    private final Claim claim;
    private final long id;
    private int deliveries;
    private long until;

    /** @param earlierDeliveries how often it was delivered before */
    Awaited(QueueSubscriber subscriber, ServedQueue queue, Claim claim, long id, int earlierDeliveries) {
        this.subscriber = subscriber;
        this.queue = queue;
        this.claim = claim;
        this.id = id;
        this.deliveries = earlierDeliveries;
    }

    QueueSubscriber subscriber() {
        return subscriber;
    }

    ServedQueue queue() {
        return queue;
    }

    Claim claim() {
        return claim;
    }

    /** The number in its event's id. */
    long id() {
        return id;
    }

    /** How often it was delivered. */
    int deliveries() {
        return deliveries;
    }

    /** Its write has begun. */
    void delivered(long now) {
        deliveries++;
        until = now + queue.policy().visibilityTimeout().toNanos();
    }

    /** It was not delivered after all: not all of it has left. */
    void recall() {
        deliveries--;
    }

    /** When it is offered again, by the {@link Ticker}. */
    long until() {
        return until;
    }

    boolean isExhausted() {
        return deliveries >= queue.policy().maxDeliveries();
    }
}
