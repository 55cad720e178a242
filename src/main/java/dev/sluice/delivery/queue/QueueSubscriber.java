package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.delivery.claim.Handout;
import dev.sluice.delivery.claim.Unconfirmed;
import dev.sluice.delivery.claim.Unproven;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventContent;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.List;

/** One connection that takes from queues: what it can take now, and what it has not been proven to have. */
final class QueueSubscriber implements Handout.Recipient {
    /** Hears what happens to a connection, in the middle of it. */
    interface Listener {
        /** Messages were dealt to it: {@link #flush} or {@link #discard} comes next. */
        void hasBatch(QueueSubscriber subscriber);

        /** Some of its claims have ended: it may have room, and its queues something to report. {@link #rejoin} comes next. */
        void released(QueueSubscriber subscriber);

        /** It was found gone. */
        void gone(QueueSubscriber subscriber);
    }

    private final Outlet outlet;
    private final List<Seat> seats;
    private final int maxUnsettled;
    private final Unconfirmed unconfirmed;
    private final Listener listener;

    private boolean closed;
    /** Whether the listener was told of ended claims since the last {@link #rejoin}. */
    private boolean released;
    /** Those of its claims that are open. */
    private int unsettled;

    private final Unproven unproven = new Unproven();
    private EventBuffer batch;
    private List<Claim> batchClaims = List.of();

    QueueSubscriber(
            Outlet outlet, List<ServedQueue> queues, int maxUnsettled, Unconfirmed unconfirmed, Listener listener) {
        this.outlet = outlet;
        this.maxUnsettled = maxUnsettled;
        this.unconfirmed = unconfirmed;
        this.listener = listener;
        this.seats = queues.stream().map(Seat::new).toList();
    }

    /** Its place at one queue. */
    final class Seat implements RoundRobin.Seat, Claim.Listener {
        private final ServedQueue queue;
        private int unsettledOfQueue;

        Seat(ServedQueue queue) {
            this.queue = queue;
        }

        ServedQueue queue() {
            return queue;
        }

        @Override
        public int room() {
            if (closed || !outlet.isDrained()) {
                return 0;
            }
            int room = maxUnsettled - unsettled;
            return isConfirmed() ? Math.min(room, queue.policy().prefetch() - unsettledOfQueue) : room;
        }

        @Override
        public void add(Claim claim, EventContent content) {
            if (batch == null) {
                batch = new EventBuffer(content.data().length + 64);
                batchClaims = new ArrayList<>();
                listener.hasBatch(QueueSubscriber.this);
            }
            batch.event(outlet.ids().nextOfQueue(), content.type(), content.data());
            batchClaims.add(claim);
            claim.dealTo(this);
            unsettled++;
            unsettledOfQueue++;
        }

        @Override
        public void ended(Claim claim) {
            unsettled--;
            unsettledOfQueue--;
            if (isConfirmed() && claim.wasWritten()) {
                unconfirmed.remove(claim);
            }
            if (!released) {
                released = true;
                listener.released(QueueSubscriber.this);
            }
        }

        /** Returns true if its browser confirms what it gets. */
        private boolean isConfirmed() {
            return queue.policy().ack() == AckMode.CLIENT;
        }
    }

    List<Seat> seats() {
        return seats;
    }

    Receiver receiver() {
        return outlet.receiver();
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Returns true if nothing more can happen to it. */
    boolean isOver() {
        return closed && unconfirmed.isEmpty();
    }

    /** Joins the lines of its queues again, since it may have room. */
    void rejoin() {
        released = false;
        if (!closed) {
            seats.forEach(seat -> seat.queue().roundRobin().add(seat));
        }
    }

    int unsettled() {
        return unsettled;
    }

    Unproven unproven() {
        return unproven;
    }

    Unconfirmed unconfirmed() {
        return unconfirmed;
    }

    /**
     * Writes what was added.
     *
     * @return the handout, once its bytes have left; null while they are under way, or if none were taken
     */
    Handout flush(long now) {
        if (batchClaims.stream().anyMatch(claim -> claim.state() != ClaimState.CLAIMED)) {
            discard(); // the step that dealt it failed before this, and the claims may be lost since
            return null;
        }
        Receiver.Sent sent = outlet.send(batch.toByteBuffer(), now);
        if (sent == Receiver.Sent.BUSY || sent == Receiver.Sent.CLOSED) {
            discard();
            if (sent == Receiver.Sent.CLOSED) {
                close(now);
            }
            return null;
        }
        Handout handout = new Handout(this, takeBatch());
        boolean left = sent == Receiver.Sent.WRITTEN;
        unproven.add(handout, left);
        long number = outlet.ids().number() - handout.claims().size();
        for (Claim claim : handout.claims()) {
            number++;
            claim.written(number, now);
            switch (claim.ack()) {
                case CLIENT -> unconfirmed.add(claim);
                case NONE -> claim.move(ClaimState.SETTLED);
                case SENT -> {}
            }
        }
        return left ? handout : null;
    }

    /** Gives back what was added instead of writing it. */
    void discard() {
        takeBatch().stream().filter(Claim::isOpen).forEach(claim -> claim.move(ClaimState.RETURNED));
    }

    private List<Claim> takeBatch() {
        List<Claim> claims = batchClaims;
        batch = null;
        batchClaims = List.of();
        return claims;
    }

    /** Its claims are not this node's any more. A write of them that is under way must not come to its end. */
    void abandon() {
        if (unproven.isLeaving()) {
            receiver().close();
        }
    }

    @Override
    public void proven(Handout handout) {
        unproven.proven(handout);
    }

    @Override
    public void gone() {
        listener.gone(this);
    }

    /** The browser has done with this event. Returns false if it was not awaited. */
    boolean confirm(long eventNumber) {
        Claim claim = unconfirmed.find(eventNumber);
        if (claim == null) {
            return false;
        }
        claim.move(ClaimState.SETTLED);
        return true;
    }

    /** The browser has seen everything up to this event and nothing after it: nothing is left to be found out. */
    void resumeAfter(long eventNumber) {
        unproven.resumeAfter(eventNumber);
        for (Claim claim : unconfirmed.all()) {
            if (claim.eventNumber() <= eventNumber) {
                claim.move(ClaimState.SETTLED);
            } else {
                claim.recall();
            }
        }
    }

    /**
     * What it has not been proven to have goes back; what it may still confirm waits for that.
     *
     * @param now the time, by the {@link Ticker}
     */
    void close(long now) {
        closed = true;
        unproven.close(!receiver().wasCut(), now);
    }
}
