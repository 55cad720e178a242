package dev.sluice.delivery;

import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One connection that takes from queues: what it can take now, and what it has not been proven to have. */
final class Subscriber {
    private final Receiver receiver;
    private final List<ServedQueue> queues;
    private final int maxUnsettled;
    private final String idPrefix;

    private long lastId;
    private boolean drained = true;
    private boolean closed;
    private int unsettled;
    /** Written or being written, oldest first. Those that have left wait in the {@link ProofLine} as well. */
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>();
    /** The last of {@link #handouts} while its bytes have not all left. */
    private Handout leaving;

    /** Whether a write from here is under way, rather than a heartbeat of the connection's own. */
    private boolean writing;
    /** When the last write from here has left. */
    private long lastLeftAt;

    private EventBuffer batch;
    private List<Claim> batchClaims = List.of();

    Subscriber(Receiver receiver, List<ServedQueue> queues, int maxUnsettled) {
        this.receiver = receiver;
        this.queues = queues;
        this.maxUnsettled = maxUnsettled;
        this.idPrefix = receiver.token() + "-";
    }

    List<ServedQueue> queues() {
        return queues;
    }

    Receiver receiver() {
        return receiver;
    }

    boolean isClosed() {
        return closed;
    }

    /** How many messages it can take now. */
    int room() {
        return drained && !closed ? maxUnsettled - unsettled : 0;
    }

    /**
     * Adds a message to what the next {@link #flush} writes.
     *
     * @return whether it is the first
     */
    boolean add(Claim claim, EventContent content) {
        boolean first = batch == null;
        if (first) {
            batch = new EventBuffer(content.data().length + 64);
            batchClaims = new ArrayList<>();
        }
        batch.event(idPrefix + ++lastId, content.type(), content.data());
        batchClaims.add(claim);
        unsettled++;
        return first;
    }

    /**
     * Writes what was added.
     *
     * @return the handout, once its bytes have left; null while they are under way, or where none were taken
     */
    Handout flush(long now) {
        Handout handout = new Handout(this, batchClaims);
        Receiver.Sent sent = receiver.send(batch.toByteBuffer());
        batch = null;
        batchClaims = List.of();
        wrote(sent, now);
        switch (sent) {
            case WRITTEN -> {
                handouts.add(handout);
                return handout;
            }
            case PENDING -> {
                handouts.add(handout);
                leaving = handout;
            }
            case BUSY -> finish(handout, Disposition.RETURN);
            case CLOSED -> {
                finish(handout, Disposition.RETURN);
                close();
            }
        }
        return null;
    }

    /** Gives back what was added instead of writing it. */
    void discard() {
        Handout handout = new Handout(this, batchClaims);
        batch = null;
        batchClaims = List.of();
        finish(handout, Disposition.RETURN);
    }

    /** Its claims are not this node's any more. A write of them that is under way must not come to its end. */
    void abandon() {
        if (leaving != null) {
            receiver.close();
        }
    }

    /** Its last write has left: returns the handout of it, or null where it carried no messages. */
    Handout drained(long now) {
        drained = true;
        if (writing) {
            writing = false;
            lastLeftAt = now;
        }
        Handout handout = leaving;
        leaving = null;
        return handout;
    }

    /** Whether it is still there, as far as can be seen. */
    boolean isPresent() {
        return receiver.isPresent();
    }

    /** Whether a write from here has left at this moment or later. */
    boolean wroteSince(long moment) {
        return lastLeftAt - moment >= 0;
    }

    /** Writes a comment, unless a write is under way. */
    void probe(long now) {
        if (drained) {
            wrote(receiver.probe(), now);
        }
    }

    private void wrote(Receiver.Sent sent, long now) {
        drained = sent == Receiver.Sent.WRITTEN;
        writing = sent == Receiver.Sent.PENDING;
        if (drained) {
            lastLeftAt = now;
        }
    }

    /** It is proven to have this handout. */
    void settle(Handout handout) {
        handouts.remove(handout);
        finish(handout, Disposition.SETTLE);
    }

    /** What it has not been proven to have goes back. */
    void close() {
        if (!closed) {
            closed = true;
            leaving = null;
            handouts.forEach(handout -> finish(handout, Disposition.RETURN));
            handouts.clear();
        }
    }

    private void finish(Handout handout, Disposition disposition) {
        handout.claims().forEach(claim -> claim.finish(disposition));
        unsettled -= handout.claims().size();
    }
}
