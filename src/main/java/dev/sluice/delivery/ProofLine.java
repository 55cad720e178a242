package dev.sluice.delivery;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Handouts whose last byte has left, until their arrival is proven.
 *
 * <p>A write that succeeds proves nothing: the first one after the peer has gone succeeds too, and only the reset that
 * answers it makes the next one fail. A proxy that notices a loss only by writing (Apache) needs such a write of its own
 * before it closes its connection to this node. So a handout is settled when {@link Receiver#writesUntilLossShows} later
 * writes have left, each at least {@code delay} after the step before it, and the peer is still present {@code delay}
 * after the last. Where nothing else was written, a comment is.
 */
final class ProofLine {
    private final long delayNanos;
    private final long stepNanos;
    private final long bundleNanos;
    /** By the time at which each is due, since all wait equally long for each of their steps. */
    private final ArrayDeque<Handout> line = new ArrayDeque<>();

    ProofLine(long delayNanos) {
        this.delayNanos = delayNanos;
        // Many are seen to by one pass, and their connections looked at once.
        this.bundleNanos = delayNanos / 8;
        // A little more than the delay, in which most busy connections write anyway and need no comment.
        this.stepNanos = delayNanos + bundleNanos;
    }

    /** Takes a handout whose last byte has left just now. */
    void add(Handout handout, long now) {
        handout.begin(now);
        line.add(handout);
    }

    /** Nanoseconds until {@link #pass} has something to do; {@link Long#MAX_VALUE} where nothing is waiting. */
    long dueIn(long now) {
        return line.isEmpty() ? Long.MAX_VALUE : Math.max(0, line.peek().stepAt() + stepNanos + bundleNanos - now);
    }

    /**
     * Takes the steps that are due.
     *
     * @param gone is told of each subscriber that was found gone
     * @return the subscribers that have more room now
     */
    Set<Subscriber> pass(long now, Consumer<Subscriber> gone) {
        Set<Subscriber> settled = new HashSet<>();
        if (dueIn(now) > 0) {
            return settled;
        }
        Set<Subscriber> present = new HashSet<>();
        while (!line.isEmpty() && line.peek().stepAt() + stepNanos - now <= 0) {
            Handout handout = line.remove();
            Subscriber subscriber = handout.subscriber();
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
            } else {
                long wanted = handout.stepAt() + delayNanos;
                if (!subscriber.outlet().wroteSince(wanted)) {
                    subscriber.outlet().probe(now);
                }
                if (subscriber.outlet().wroteSince(wanted)) {
                    handout.follow();
                }
                handout.step(now);
                line.add(handout);
            }
        }
        return settled;
    }
}
