package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.store.Refusal;

/** A queue that somebody on this node takes from, or has taken from and not settled yet. */
abstract class ServedQueue {
    private final String name;
    private final QueuePolicy policy;
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

    /** Returns true if the store is to be told something even if nothing can be claimed. */
    abstract boolean hasNews();

    /** Returns true if nothing of it is in this node's hands. */
    abstract boolean isSettled();

    /** Gives everything back that is still to be delivered. */
    abstract void returnAll();

    /** The session that holds its claims, or will; empty if it has none ({@link AckMode#NONE}). */
    abstract String session();

    final boolean isIdle() {
        return subscribers == 0 && isSettled();
    }

    /**
     * Looks for room and says whether the store is to be asked.
     *
     * @param claiming whether the node claims at all
     */
    final boolean findDue(boolean claiming) {
        boolean canClaim = claiming && mayHaveMessages && roundRobin.findRoom(1) > 0;
        // A refused queue waits, its news too, until the safety poll marks it as non-empty again.
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

    /** Why the store refuses to work on it; null if it does not. */
    final Refusal refusal() {
        return refusal;
    }

    final void setRefusal(Refusal why) {
        refusal = why;
    }
}
