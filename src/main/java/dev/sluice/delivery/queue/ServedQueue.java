package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.store.Refusal;

/** A queue that has subscribers or unsettled messages on this node. */
abstract class ServedQueue {
    private final String name;
    private QueuePolicy policy;
    private final RoundRobin roundRobin = new RoundRobin();
    private int subscribers;
    private boolean mayHaveMessages = true;
    private Refusal refusal;

    ServedQueue(String name, QueuePolicy policy) {
        this.name = name;
        this.policy = policy;
    }

    final String name() {
        return name;
    }

    final QueuePolicy policy() {
        return policy;
    }

    /** Sets a policy that follows the former one. */
    final void setPolicy(QueuePolicy next) {
        policy = next;
    }

    final RoundRobin roundRobin() {
        return roundRobin;
    }

    final void subscribe(RoundRobin.Seat seat) {
        subscribers++;
        roundRobin.add(seat);
    }

    final void unsubscribe(RoundRobin.Seat seat) {
        subscribers--;
        roundRobin.remove(seat);
    }

    /** Returns true if there is something to tell the store even if nothing can be claimed. */
    abstract boolean hasNews();

    /** Returns true if this node holds none of the queue's messages. */
    abstract boolean isSettled();

    /** Returns all messages that are still to be delivered. */
    abstract void returnAll();

    /** Returns the session of the queue's claims; empty if there is none ({@link AckMode#NONE}). */
    abstract String session();

    final boolean isIdle() {
        return subscribers == 0 && isSettled();
    }

    /**
     * Looks for room, and drops connections without room from the line on the way. Returns true if a request to the store
     * is due.
     *
     * @param claiming false if the node has stopped claiming
     */
    final boolean findDue(boolean claiming) {
        boolean canClaim = claiming && mayHaveMessages && roundRobin.findRoom(1) > 0;
        // A refused queue and its news wait until the safety poll marks the queue as non-empty again.
        boolean canReport = hasNews() && (refusal == null || mayHaveMessages);
        return canClaim || canReport;
    }

    /** Returns false only if the next push will be signalled. */
    final boolean mayHaveMessages() {
        return mayHaveMessages;
    }

    final void setMayHaveMessages(boolean may) {
        mayHaveMessages = may;
    }

    /** Returns why the store refuses to work on the queue; null if it does not. */
    final Refusal refusal() {
        return refusal;
    }

    final void setRefusal(Refusal why) {
        refusal = why;
    }
}
