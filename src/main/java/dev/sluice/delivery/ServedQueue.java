package dev.sluice.delivery;

import java.util.function.Supplier;

/** A queue that somebody on this node takes from, or has taken from and not settled yet. */
final class ServedQueue {
    private final String name;
    private final ClaimLedger ledger;
    private final Turns turns = new Turns();
    private int subscribers;
    private boolean mayHaveMessages = true;
    private String trouble;

    ServedQueue(String name, Supplier<String> sessions, DeliveryObserver observer) {
        this.name = name;
        this.ledger = new ClaimLedger(name, sessions, observer);
    }

    String name() {
        return name;
    }

    ClaimLedger ledger() {
        return ledger;
    }

    Turns turns() {
        return turns;
    }

    void subscribe(Subscriber subscriber) {
        subscribers++;
        turns.add(subscriber);
    }

    void unsubscribe(Subscriber subscriber) {
        subscribers--;
        turns.remove(subscriber);
    }

    boolean isIdle() {
        return subscribers == 0 && ledger.isEmpty();
    }

    /** False only where the next push will be signalled. */
    boolean mayHaveMessages() {
        return mayHaveMessages;
    }

    void setMayHaveMessages(boolean may) {
        mayHaveMessages = may;
    }

    /** Why the store refuses to work on it; null where it does not. */
    String trouble() {
        return trouble;
    }

    void setTrouble(String reason) {
        trouble = reason;
    }
}
