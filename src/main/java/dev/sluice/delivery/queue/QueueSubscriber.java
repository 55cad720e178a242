package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.delivery.claim.Handout;
import dev.sluice.delivery.claim.Unconfirmed;
import dev.sluice.delivery.claim.Unproven;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.WriteResult;
import dev.sluice.time.Ticker;
import java.util.List;

/** A connection that takes from queues: its room, and its messages that are not proven to have arrived. */
final class QueueSubscriber implements Handout.Recipient {
    /** A listener to a connection. Called in the middle of a change. */
    interface Listener {
        /** Messages were dealt to a connection: {@link #flush} or {@link #discard} comes next. */
        void hasBatch(QueueSubscriber subscriber);

        /** Claims of a connection have ended: it may have room, and its queues news. {@link #rejoin} comes next. */
        void released(QueueSubscriber subscriber);

        /** A connection was found to be gone. */
        void gone(QueueSubscriber subscriber);
    }

    private final Outlet outlet;
    private final List<Seat> seats;
    private final int maxUnsettled;
    private final Unconfirmed unconfirmed;
    private final Listener listener;

    private boolean closed;
    /** True if the listener was told of ended claims since the last {@link #rejoin}. */
    private boolean released;
    /** The number of open claims. */
    private int unsettled;

    private final Unproven unproven = new Unproven();
    private final Batch batch = new Batch();

    QueueSubscriber(
            Outlet outlet, List<ServedQueue> queues, int maxUnsettled, Unconfirmed unconfirmed, Listener listener) {
        this.outlet = outlet;
        this.maxUnsettled = maxUnsettled;
        this.unconfirmed = unconfirmed;
        this.listener = listener;
        this.seats = queues.stream().map(Seat::new).toList();
    }

    /** The connection's place at one queue. */
    final class Seat implements RoundRobin.Seat, Claim.Listener {
        private final ServedQueue queue;
        private int unsettledOfQueue;
        /** True if the connection takes from the queue no more. */
        private boolean left;

        Seat(ServedQueue queue) {
            this.queue = queue;
        }

        ServedQueue queue() {
            return queue;
        }

        /** Leaves the queue for good. Messages that the connection has stay with it. */
        void leave() {
            if (!left) {
                left = true;
                queue.unsubscribe(this);
            }
        }

        @Override
        public int room() {
            if (closed || left || !outlet.isDrained()) {
                return 0;
            }
            int room = maxUnsettled - unsettled;
            return isConfirmed() ? Math.min(room, queue.policy().prefetch() - unsettledOfQueue) : room;
        }

        @Override
        public int add(Claim claim, EventContent content) {
            if (batch.isEmpty()) {
                listener.hasBatch(QueueSubscriber.this);
            }
            int bytes = batch.add(claim, outlet.ids().nextOfQueue(), content);
            claim.dealTo(this);
            unsettled++;
            unsettledOfQueue++;
            return bytes;
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

        /** Returns true if the browser confirms the queue's messages. */
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

    /** Returns true if the connection is closed and has nothing left to confirm. */
    boolean isOver() {
        return closed && unconfirmed.isEmpty();
    }

    /** Joins the lines of the queues again, since there may be room. */
    void rejoin() {
        released = false;
        if (!closed) {
            for (Seat seat : seats) {
                if (!seat.left) {
                    seat.queue.roundRobin().add(seat);
                }
            }
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
     * Writes the batch.
     *
     * @return the handout if its bytes have left; null if they are under way, or none were taken
     */
    Handout flush(long now) {
        if (!batch.isClaimed()) {
            discard(); // the step that dealt it failed, and the claims may be lost since
            return null;
        }
        WriteResult sent = outlet.send(batch.bytes(), now);
        if (sent == WriteResult.BUSY || sent == WriteResult.CLOSED) {
            discard();
            if (sent == WriteResult.CLOSED) {
                close(now);
            }
            return null;
        }
        Handout handout = new Handout(this, batch.take());
        boolean left = sent == WriteResult.WRITTEN;
        unproven.add(handout, left);
        long number = outlet.ids().number() - handout.claims().size();
        for (Claim claim : handout.claims()) {
            claim.written(++number, now);
            switch (claim.ack()) {
                case CLIENT -> unconfirmed.add(claim);
                case NONE -> claim.move(ClaimState.SETTLED);
                case SENT -> {}
            }
        }
        return left ? handout : null;
    }

    /** Returns the messages of the batch instead of writing them. */
    void discard() {
        batch.take().stream().filter(Claim::isOpen).forEach(claim -> claim.move(ClaimState.RETURNED));
    }

    /** Closes the connection if a write is under way: its claims are no longer this node's, so it must not finish. */
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

    /** Settles the message of an event that the browser has confirmed. Returns false if none was awaited. */
    boolean confirm(long eventNumber) {
        Claim claim = unconfirmed.find(eventNumber);
        if (claim == null) {
            return false;
        }
        claim.move(ClaimState.SETTLED);
        return true;
    }

    /** Ends all claims: the browser has seen everything up to this event and nothing after it. */
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
     * Closes the connection: unproven messages go back; those that may still be confirmed wait for that.
     *
     * @param now the time, by the {@link Ticker}
     */
    void close(long now) {
        closed = true;
        unproven.close(!receiver().wasEndedByNode(), now);
    }
}
