package dev.sluice.delivery;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The handouts whose bytes have left, waiting for the proof that the connection outlived the write.
 *
 * <p>The first write after a peer's goodbye succeeds; only then its reset comes, and the next write fails. Of a browser
 * behind a proxy that notices a loss on writing alone (Apache) that holds for the proxy's write, and only then the proxy
 * closes its own connection to here. So a handout counts as delivered when a later write, {@code delay} after it, has
 * left as well, and the peer is still present {@code delay} after that. Where nothing else was written by then, a
 * comment is.
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
        while (!line.isEmpty() && line.peek().stepAt() + stepNanos <= now) {
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
                if (subscriber.wroteSince(handout.stepAt() + delayNanos, now)) {
                    handout.follow();
                }
                handout.step(now);
                line.add(handout);
            }
        }
        return settled;
    }
}
