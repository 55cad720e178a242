package dev.sluice.delivery.claim;

import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The handouts of one connection, oldest first, whose last bytes the kernel at the other end has not acknowledged. */
final class Unacknowledged {
    private final Handout.Recipient recipient;
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>(1);
    private long acknowledgedBytes;
    private long progressAt;

    /** @param now the time, by the {@link Ticker} */
    Unacknowledged(Handout.Recipient recipient, long now) {
        this.recipient = recipient;
        this.acknowledgedBytes = recipient.outlet().acknowledgedBytes();
        this.progressAt = now;
    }

    Handout.Recipient recipient() {
        return recipient;
    }

    void add(Handout handout) {
        handouts.add(handout);
    }

    boolean isEmpty() {
        return handouts.isEmpty();
    }

    /** Returns the time of the last acknowledgement, by the {@link Ticker}. */
    long progressAt() {
        return progressAt;
    }

    /** Removes the handouts that have been acknowledged, and hands them to {@code taker}. */
    void release(long now, Consumer<Handout> taker) {
        while (!handouts.isEmpty()
                && recipient.outlet().checkAcknowledged(handouts.peek().endByte())) {
            taker.accept(handouts.remove());
        }
        if (recipient.outlet().acknowledgedBytes() > acknowledgedBytes) {
            acknowledgedBytes = recipient.outlet().acknowledgedBytes();
            progressAt = now;
        }
    }
}
