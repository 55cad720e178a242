package dev.sluice.delivery.claim;

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

/**
 * The handouts whose last byte has left, until their arrival is proven.
 *
 * <p>A successful write proves nothing: its bytes may still be in this computer's kernel. The first write after the
 * peer has gone succeeds too; the reset that answers it makes the next one fail. A proxy that notices a loss only by
 * writing (Apache) needs such a write of its own before it closes its connection to this node. So the kernel at the
 * other end must have acknowledged the handout's bytes, as far as that can be known. Then {@link
 * Receiver#writesUntilLossShows} later writes must leave, each at least {@code delay} after the step before it, and the
 * peer must still be present {@code delay} after the last. If nothing else is written, a comment is. A connection on
 * which nothing is acknowledged for the stall timeout is closed.
 */
public final class ProofLine {
    private final long delayNanos;
    private final long stepNanos;
    private final long bundleNanos;
    private final long stallNanos;
    private final Runnable stalled;
    /** Handouts in the order in which they are due, since every step waits equally long. */
    private final ArrayDeque<Handout> line = new ArrayDeque<>();

    private final Map<Handout.Recipient, Unacknowledged> unacknowledged = new LinkedHashMap<>();
    /** The time of the last check of unacknowledged handouts, by the {@link Ticker}. */
    private long lookedAt;

    /**
     * @param stalled is called for each connection that is closed because it acknowledges nothing
     * @param now the time, by the {@link Ticker}
     */
    public ProofLine(Duration delay, Duration stallTimeout, Runnable stalled, long now) {
        this.delayNanos = delay.toNanos();
        // One pass handles many handouts and checks each connection once.
        this.bundleNanos = delayNanos / 8;
        // A little more than the delay, in which most busy connections write anyway and need no comment.
        this.stepNanos = delayNanos + bundleNanos;
        this.stallNanos = stallTimeout.toNanos();
        this.stalled = stalled;
        this.lookedAt = now;
    }

    /** Adds a handout whose last byte has left just now. */
    public void add(Handout handout, long now) {
        handout.begin(now);
        line.add(handout);
    }

    /** Returns the nanoseconds until {@link #pass} has something to do; {@link Long#MAX_VALUE} if nothing waits. */
    public long dueIn(long now) {
        long step = line.isEmpty() ? Long.MAX_VALUE : line.peek().stepAt() + stepNanos + bundleNanos - now;
        long look = unacknowledged.isEmpty() ? Long.MAX_VALUE : lookedAt + stepNanos - now;
        return Math.max(0, Math.min(step, look));
    }

    /** Takes the steps that are due, and tells recipients the results. */
    public void pass(long now) {
        if (dueIn(now) > 0) {
            return;
        }
        if (now - lookedAt >= stepNanos) {
            lookedAt = now;
            lookAtUnacknowledged(now);
        }
        Set<Handout.Recipient> present = new HashSet<>();
        while (!line.isEmpty() && line.peek().stepAt() + stepNanos - now <= 0) {
            Handout handout = line.remove();
            Handout.Recipient recipient = handout.recipient();
            if (recipient.isClosed()) {
                continue;
            }
            if (present.add(recipient) && recipient.outlet().receiver().closeIfGone()) {
                recipient.gone();
            } else if (handout.isFollowed()) {
                recipient.proven(handout);
            } else if (handout.outlet().checkAcknowledged(handout.endByte())) {
                step(handout, now);
            } else {
                unacknowledged
                        .computeIfAbsent(recipient, one -> new Unacknowledged(one, now))
                        .add(handout);
            }
        }
    }

    private void step(Handout handout, long now) {
        Outlet outlet = handout.outlet();
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

    private void lookAtUnacknowledged(long now) {
        Iterator<Unacknowledged> each = unacknowledged.values().iterator();
        while (each.hasNext()) {
            Unacknowledged one = each.next();
            Handout.Recipient recipient = one.recipient();
            if (!recipient.isClosed()) {
                one.release(now, handout -> putBack(handout, now));
            }
            if (recipient.isClosed() || one.isEmpty()) {
                each.remove();
            } else if (now - one.progressAt() >= stallNanos) {
                each.remove();
                stalled.run();
                recipient.outlet().receiver().close();
                recipient.gone();
            }
        }
    }
}
