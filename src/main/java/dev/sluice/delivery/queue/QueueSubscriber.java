package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventContent;
import dev.sluice.store.queue.Disposition;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One connection that takes from queues: what it can take now, and what it has not been proven to have. */
final class QueueSubscriber {
    private final Outlet outlet;
    private final List<ServedQueue> queues;
    private final int maxUnsettled;
    private final Unconfirmed unconfirmed;

    private boolean closed;
    private int unsettled;
    /**
     * Written or being written, oldest first. Those that have left wait in the {@link ProofLine} as well. Small, since most
     * connections of most nodes are idle.
     */
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>(1);
    /** The last of {@link #handouts} while its bytes have not all left. */
    private Handout leaving;

    private EventBuffer batch;
    private List<Claim> batchClaims = List.of();

    QueueSubscriber(
            Outlet outlet,
            List<ServedQueue> queues,
            int maxUnsettled,
            VisibilityLine visibility,
            WithdrawnIds withdrawn) {
        this.outlet = outlet;
        this.queues = queues;
        this.maxUnsettled = maxUnsettled;
        this.unconfirmed =
                new Unconfirmed(visibility, withdrawn, outlet.receiver().token());
    }

    List<ServedQueue> queues() {
        return queues;
    }

    Receiver receiver() {
        return outlet.receiver();
    }

    Outlet outlet() {
        return outlet;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether nothing more can happen to it. */
    boolean isOver() {
        return closed && unconfirmed.isEmpty();
    }

    /** How many messages of a queue it can take now. */
    int room(ServedQueue queue) {
        return outlet.isDrained() && !closed ? Math.min(maxUnsettled - unsettled, unconfirmed.room(queue)) : 0;
    }

    /**
     * Adds a message to what the next {@link #flush} writes.
     *
     * @param earlierDeliveries how often it was delivered before, as far as that is counted
     * @return whether it is the first
     */
    boolean add(ServedQueue queue, Claim claim, EventContent content, int earlierDeliveries) {
        boolean first = batch == null;
        if (first) {
            batch = new EventBuffer(content.data().length + 64);
            batchClaims = new ArrayList<>();
        }
        batch.event(outlet.ids().nextOfQueue(), content.type(), content.data());
        batchClaims.add(claim);
        unsettled++;
        if (queue.policy().ack() == AckMode.CLIENT) {
            unconfirmed.add(new Awaited(this, queue, claim, outlet.ids().number(), earlierDeliveries));
        }
        return first;
    }

    private Handout takeBatch() {
        Handout handout = new Handout(this, outlet.ids().number() - batchClaims.size() + 1, batchClaims);
        batch = null;
        batchClaims = List.of();
        return handout;
    }

    /**
     * Writes what was added.
     *
     * @return the handout, once its bytes have left; null while they are under way, or where none were taken
     */
    Handout flush(long now) {
        Receiver.Sent sent = outlet.send(batch.toByteBuffer(), now);
        Handout handout = takeBatch();
        if (sent == Receiver.Sent.BUSY || sent == Receiver.Sent.CLOSED) {
            giveBack(handout);
            if (sent == Receiver.Sent.CLOSED) {
                close(now);
            }
            return null;
        }
        handouts.add(handout);
        for (Claim claim : handout.claims()) {
            claim.setHandedOut();
            if (claim.awaited() != null) {
                unconfirmed.delivered(claim.awaited(), now);
            } else if (claim.isGoneOnceWritten()) {
                finish(claim, Disposition.SETTLE);
            }
        }
        if (sent == Receiver.Sent.WRITTEN) {
            return handout;
        }
        leaving = handout;
        return null;
    }

    /** Gives back what was added instead of writing it. */
    void discard() {
        giveBack(takeBatch());
    }

    private void giveBack(Handout handout) {
        handout.claims().forEach(claim -> finish(claim, Disposition.RETURN));
    }

    /** Its claims are not this node's any more. A write of them that is under way must not come to its end. */
    void abandon() {
        if (leaving != null) {
            receiver().close();
        }
    }

    /** Its last write has left: returns the handout of it, or null where it carried no messages. */
    Handout drained() {
        Handout handout = leaving;
        leaving = null;
        return handout;
    }

    /** Whether it is still there, as far as can be seen. */
    boolean isPresent() {
        return receiver().isPresent();
    }

    /** It is proven to have this handout: what needs no confirmation is settled. */
    void settle(Handout handout) {
        handouts.remove(handout);
        for (Claim claim : handout.claims()) {
            if (claim.awaited() == null) {
                finish(claim, Disposition.SETTLE);
            }
        }
    }

    /** The browser has done with this event. Returns what was awaited; null where nothing was. */
    Awaited confirm(long id) {
        Awaited awaited = unconfirmed.find(id);
        if (awaited != null) {
            finish(awaited.claim(), Disposition.SETTLE);
        }
        return awaited;
    }

    /** The browser has seen everything up to this event and nothing after it: nothing is left to be found out. */
    void resumeAfter(long id) {
        for (Handout handout : handouts) {
            long each = handout.firstId();
            for (Claim claim : handout.claims()) {
                if (claim.awaited() == null) {
                    finish(claim, each <= id ? Disposition.SETTLE : Disposition.RETURN);
                }
                each++;
            }
        }
        for (Awaited awaited : unconfirmed.all()) {
            if (awaited.id() > id) {
                awaited.recall(); // nobody has seen it
            }
            finish(awaited.claim(), awaited.id() <= id ? Disposition.SETTLE : Disposition.RETURN);
        }
    }

    /** It was not confirmed: it is offered to others, or was offered often enough. */
    void expire(Awaited awaited) {
        if (awaited.isExhausted()) {
            finish(
                    awaited.claim(),
                    Disposition.BURY,
                    "was delivered " + awaited.deliveries() + " times and never confirmed");
        } else {
            finish(awaited.claim(), Disposition.RETURN);
        }
    }

    /**
     * What it has not been proven to have goes back; what it may still confirm waits for that.
     *
     * @param now the time, by the {@link Ticker}
     */
    void close(long now) {
        if (closed) {
            return;
        }
        closed = true;
        boolean isByBrowser = !receiver().wasCut();
        boolean found = false;
        for (Handout handout : handouts) {
            for (Claim claim : handout.claims()) {
                if (claim.isFinished()) {
                    continue;
                }
                if (claim.awaited() == null) {
                    found = returnOrBury(claim, isByBrowser, found, now);
                } else if (handout == leaving) {
                    claim.awaited().recall();
                    finish(claim, Disposition.RETURN);
                }
            }
        }
        handouts.clear();
        leaving = null;
    }

    /**
     * One that is not proven to have arrived.
     *
     * @param found whether an older one was found to be why the page closed: it got the oldest first
     * @return whether one was found by now
     */
    private boolean returnOrBury(Claim claim, boolean isByBrowser, boolean found, long now) {
        if (found) {
            claim.forgetReturns();
        } else if (isByBrowser) {
            claim.countReturn();
        }
        String fault = isByBrowser && !found ? claim.faultAfterReturns(now) : null;
        if (fault == null) {
            finish(claim, Disposition.RETURN);
        } else {
            finish(claim, Disposition.BURY, fault);
        }
        return found || fault != null;
    }

    private void finish(Claim claim, Disposition disposition) {
        finish(claim, disposition, "");
    }

    private void finish(Claim claim, Disposition disposition, String reason) {
        if (claim.finish(disposition, reason)) {
            unsettled--;
            if (claim.awaited() != null) {
                unconfirmed.remove(claim.awaited(), disposition);
            }
        }
    }
}
