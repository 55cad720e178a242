package dev.sluice.delivery.queue;

import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.node.Sessions;

/** A queue whose messages are claimed, and settled once they are delivered (modes sent and client). */
final class ClaimedQueue extends ServedQueue {
    private final ClaimLedger ledger;

    ClaimedQueue(String name, QueuePolicy policy, Sessions sessions, QueueObserver observer) {
        super(name, policy);
        this.ledger = new ClaimLedger(name, this::policy, sessions, observer);
    }

    ClaimLedger ledger() {
        return ledger;
    }

    @Override
    boolean hasNews() {
        return ledger.hasNews();
    }

    @Override
    boolean isSettled() {
        return ledger.isEmpty();
    }

    @Override
    void returnAll() {
        ledger.returnAll();
    }

    @Override
    String session() {
        return ledger.session();
    }
}
