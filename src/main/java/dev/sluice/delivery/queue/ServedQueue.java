package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.node.Sessions;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Stray;
import java.util.ArrayList;
import java.util.List;

/** A queue that somebody on this node takes from, or has taken from and not settled yet. */
final class ServedQueue {
    private final String name;
    private final ClaimLedger ledger;
    private final QueuePolicy policy;
    private final RoundRobin roundRobin = new RoundRobin(this);
    /** What was popped and not delivered. Bounded by what one step pops. */
    private List<Stray> strays = new ArrayList<>();

    private final QueueObserver observer;
    private int subscribers;
    private boolean mayHaveMessages = true;
    private Refusal refusal;

    ServedQueue(String name, QueuePolicy policy, Sessions sessions, QueueObserver observer) {
        this.name = name;
        this.policy = policy;
        this.observer = observer;
        this.ledger = new ClaimLedger(name, policy.maxReturns(), sessions, observer);
    }

    String name() {
        return name;
    }

    QueuePolicy policy() {
        return policy;
    }

    /** Whether its messages are popped rather than claimed. */
    boolean isPopped() {
        return policy.ack() == AckMode.NONE;
    }

    /** What has become of a message that was popped. */
    void poppedFinished(ClaimedMessage message, Disposition disposition, String reason) {
        switch (disposition) {
            case SETTLE -> observer.settled(name, 1);
            case RETURN -> observer.returned(name, 1);
            case BURY -> observer.buried(name, reason);
        }
        // What is too long lies among the dead letters already.
        if (disposition != Disposition.SETTLE && !message.isTooLong()) {
            strays.add(new Stray(message, disposition, reason));
        }
    }

    /** They are to be sent again. */
    void putStrays(List<Stray> again) {
        strays.addAll(again);
    }

    List<Stray> takeStrays() {
        List<Stray> taken = strays;
        strays = new ArrayList<>();
        return taken;
    }

    /** Whether it needs an exchange even if nothing can be claimed. */
    boolean hasNews() {
        return ledger.hasNews() || !strays.isEmpty();
    }

    /** Whether nothing of it is in this node's hands. */
    boolean isSettled() {
        return ledger.isEmpty() && strays.isEmpty();
    }

    ClaimLedger ledger() {
        return ledger;
    }

    RoundRobin roundRobin() {
        return roundRobin;
    }

    void subscribe(QueueSubscriber subscriber) {
        subscribers++;
        roundRobin.add(subscriber);
    }

    void unsubscribe(QueueSubscriber subscriber) {
        subscribers--;
        roundRobin.remove(subscriber);
    }

    boolean isIdle() {
        return subscribers == 0 && isSettled();
    }

    /**
     * Whether it needs an exchange.
     *
     * @param claiming whether the node claims at all
     */
    boolean isDue(boolean claiming) {
        boolean canClaim = claiming && mayHaveMessages && roundRobin.room(1) > 0;
        // A refused queue rests, its news too, until the safety poll takes it for non-empty again.
        boolean canReport = hasNews() && (refusal == null || mayHaveMessages);
        return canClaim || canReport;
    }

    /** False only where the next push will be signalled. */
    boolean mayHaveMessages() {
        return mayHaveMessages;
    }

    void setMayHaveMessages(boolean may) {
        mayHaveMessages = may;
    }

    /** Why the store refuses to work on it; null where it does not. */
    Refusal refusal() {
        return refusal;
    }

    void setRefusal(Refusal why) {
        refusal = why;
    }
}
