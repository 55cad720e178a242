package dev.sluice.delivery;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The handouts whose bytes have left, waiting for the proof that the connection outlived the write.
 *
 * <p>The first write after a peer's FIN succeeds; only later does its RST come back. So a write counts when the
 * connection is still there {@code delay} after it. Passes are made a quarter of the delay apart at the most, so that
 * many handouts are settled by few looks at their connections.
 */
final class ProofLine {
    private final long delayNanos;
    private final long bundleNanos;
    private final ArrayDeque<Handout> line = new ArrayDeque<>();

    ProofLine(long delayNanos) {
        this.delayNanos = delayNanos;
        this.bundleNanos = delayNanos / 4;
    }

    void add(Handout handout) {
        line.add(handout);
    }

    /** Nanoseconds until {@link #pass} has something to do; {@link Long#MAX_VALUE} where nothing is waiting. */
    long dueIn(long now) {
        return line.isEmpty() ? Long.MAX_VALUE : Math.max(0, line.peek().leftAt() + delayNanos + bundleNanos - now);
    }

    /**
     * Settles what is due.
     *
     * @param gone is told of each subscriber that was found gone
     * @return the subscribers that have more room now
     */
    Set<Subscriber> pass(long now, Consumer<Subscriber> gone) {
        if (dueIn(now) > 0) {
            return Set.of();
        }
        Set<Subscriber> alive = new HashSet<>();
        while (!line.isEmpty() && line.peek().leftAt() + delayNanos <= now) {
            Subscriber subscriber = line.remove().subscriber();
            if (subscriber.isClosed()) {
                continue;
            }
            if (alive.contains(subscriber) || subscriber.receiver().isAlive()) {
                alive.add(subscriber);
                subscriber.settleOldest();
            } else {
                gone.accept(subscriber);
            }
        }
        return alive;
    }
}
