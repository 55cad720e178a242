package dev.sluice.delivery;

/** A queue that somebody on this node takes from, or has taken from and not settled yet. */
final class ServedQueue {
    private final String name;
    private final ClaimLedger ledger;
    private final RoundRobin roundRobin = new RoundRobin();
    private int subscribers;
    private boolean mayHaveMessages = true;
    private String refusal;

    ServedQueue(String name, Sessions sessions, DeliveryObserver observer) {
        this.name = name;
        this.ledger = new ClaimLedger(name, sessions, observer);
    }

    String name() {
        return name;
    }

    ClaimLedger ledger() {
        return ledger;
    }

    RoundRobin roundRobin() {
        return roundRobin;
    }

    void subscribe(Subscriber subscriber) {
        subscribers++;
        roundRobin.add(subscriber);
    }

    void unsubscribe(Subscriber subscriber) {
        subscribers--;
        roundRobin.remove(subscriber);
    }

    boolean isIdle() {
        return subscribers == 0 && ledger.isEmpty();
    }

    /**
     * Whether it needs an exchange.
     *
     * @param claiming whether the node claims at all
     */
    boolean isDue(boolean claiming) {
        boolean canClaim = claiming && mayHaveMessages && roundRobin.room(1) > 0;
        // A refused queue rests, its news too, until the safety poll takes it for non-empty again.
        boolean canReport = ledger.hasNews() && (refusal == null || mayHaveMessages);
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
    String refusal() {
        return refusal;
    }

    void setRefusal(String reason) {
        refusal = reason;
    }
}
