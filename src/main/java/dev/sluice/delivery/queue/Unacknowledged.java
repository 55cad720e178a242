package dev.sluice.delivery.queue;

import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Handouts of one connection, oldest first, whose last bytes the kernel at the other end has not acknowledged. */
final class Unacknowledged {
    private final QueueSubscriber subscriber;
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>(1);
    private long acknowledgedBytes;
    private long progressAt;

    /** @param now the time, by the {@link Ticker} */
    Unacknowledged(QueueSubscriber subscriber, long now) {
        this.subscriber = subscriber;
        this.acknowledgedBytes = subscriber.outlet().acknowledgedBytes();
        this.progressAt = now;
    }

    QueueSubscriber subscriber() {
        return subscriber;
    }

    void add(Handout handout) {
        handouts.add(handout);
    }

    boolean isEmpty() {
        return handouts.isEmpty();
    }

    /** Since when nothing was acknowledged, by the {@link Ticker}. */
    long progressAt() {
        return progressAt;
    }

    /** Takes those out that have been acknowledged by now. */
    void release(long now, Consumer<Handout> taker) {
        while (!handouts.isEmpty()
                && subscriber.outlet().isAcknowledged(handouts.peek().endByte())) {
            taker.accept(handouts.remove());
        }
        if (subscriber.outlet().acknowledgedBytes() > acknowledgedBytes) {
            acknowledgedBytes = subscriber.outlet().acknowledgedBytes();
            progressAt = now;
        }
    }
}
