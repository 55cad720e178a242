package dev.sluice.delivery.queue;

import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Handouts whose last byte has left, until their arrival is proven.
 *
 * <p>A write that succeeds proves nothing. What was written may lie in this computer's kernel. The first write after the
 * peer has gone succeeds too, and only the reset that answers it makes the next one fail; a proxy that notices a loss only
 * by writing (Apache) needs such a write of its own before it closes its connection to this node. So the kernel at the
 * other end must have acknowledged the handout's bytes, as far as that can be known. Then {@link
 * Receiver#writesUntilLossShows} later writes must leave, each at least {@code delay} after the step before it, and the
 * peer must still be present {@code delay} after the last. If nothing else is written, a comment is. A connection on which
 * nothing is acknowledged for the stall timeout is closed.
 */
final class ProofLine {
    private final long delayNanos;
    private final long stepNanos;
    private final long bundleNanos;
    private final long stallNanos;
    private final QueueObserver observer;
    /** By the time at which each is due, since all wait equally long for each of their steps. */
    private final ArrayDeque<Handout> line = new ArrayDeque<>();

    private final Map<QueueSubscriber, Unacknowledged> unacknowledged = new LinkedHashMap<>();
    /** When the unacknowledged ones were looked at last, by the {@link Ticker}. */
    private long lookedAt;

    /**
     * @param observer is told of connections that are closed
     * @param now the time, by the {@link Ticker}
     */
    ProofLine(Duration delay, Duration stallTimeout, QueueObserver observer, long now) {
        this.delayNanos = delay.toNanos();
        // Many are seen to by one pass, and their connections looked at once.
        this.bundleNanos = delayNanos / 8;
        // A little more than the delay, in which most busy connections write anyway and need no comment.
        this.stepNanos = delayNanos + bundleNanos;
        this.stallNanos = stallTimeout.toNanos();
        this.observer = observer;
        this.lookedAt = now;
    }

    /** Takes a handout whose last byte has left just now. */
    void add(Handout handout, long now) {
        handout.begin(now);
        line.add(handout);
    }

    /** Nanoseconds until {@link #pass} has something to do; {@link Long#MAX_VALUE} if nothing is waiting. */
    long dueIn(long now) {
        long step = line.isEmpty() ? Long.MAX_VALUE : line.peek().stepAt() + stepNanos + bundleNanos - now;
        long look = unacknowledged.isEmpty() ? Long.MAX_VALUE : lookedAt + stepNanos - now;
        return Math.max(0, Math.min(step, look));
    }

    /**
     * Takes the steps that are due.
     *
     * @param gone is told of each subscriber that was found gone, and of each that is closed here
     * @return the subscribers that have more room now
     */
    Set<QueueSubscriber> pass(long now, Consumer<QueueSubscriber> gone) {
        Set<QueueSubscriber> settled = new HashSet<>();
        if (dueIn(now) > 0) {
            return settled;
        }
        if (now - lookedAt >= stepNanos) {
            lookedAt = now;
            lookAtUnacknowledged(now, gone);
        }
        Set<QueueSubscriber> present = new HashSet<>();
        while (!line.isEmpty() && line.peek().stepAt() + stepNanos - now <= 0) {
            Handout handout = line.remove();
            QueueSubscriber subscriber = handout.subscriber();
            if (subscriber.isClosed()) {
                continue;
            }
            if (!present.contains(subscriber) && !subscriber.isPresent()) {
                gone.accept(subscriber);
                continue;
            }
            present.add(subscriber);
            if (handout.isFollowed()) {
                subscriber.settle(handout);
                settled.add(subscriber);
            } else if (subscriber.outlet().isAcknowledged(handout.endByte())) {
                step(handout, now);
            } else {
                unacknowledged
                        .computeIfAbsent(subscriber, one -> new Unacknowledged(one, now))
                        .add(handout);
            }
        }
        return settled;
    }

    private void step(Handout handout, long now) {
        Outlet outlet = handout.subscriber().outlet();
        long wanted = handout.stepAt() + delayNanos;
        if (!outlet.wroteSince(wanted)) {
            outlet.probe(now);
        }
        if (outlet.wroteSince(wanted)) {
            handout.follow();
        }
        putBack(handout, now);
    }

    private void putBack(Handout handout, long now) {
        handout.step(now);
        line.add(handout);
    }

    private void lookAtUnacknowledged(long now, Consumer<QueueSubscriber> gone) {
        Iterator<Unacknowledged> each = unacknowledged.values().iterator();
        while (each.hasNext()) {
            Unacknowledged one = each.next();
            QueueSubscriber subscriber = one.subscriber();
            if (!subscriber.isClosed()) {
                one.release(now, handout -> putBack(handout, now));
            }
            if (subscriber.isClosed() || one.isEmpty()) {
                each.remove();
            } else if (now - one.progressAt() >= stallNanos) {
                each.remove();
                observer.stalled();
                subscriber.receiver().close();
                gone.accept(subscriber);
            }
        }
    }
}
