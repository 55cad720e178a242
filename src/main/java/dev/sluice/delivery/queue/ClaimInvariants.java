package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.delivery.claim.Handout;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** The invariants of all claims after each step; checked by an assertion, so in tests only. */
final class ClaimInvariants {
    private final QueueSubscribers subscribers;
    /** The open claims of connections. */
    private final Set<Claim> held = Collections.newSetFromMap(new IdentityHashMap<>());

    private ClaimInvariants(QueueSubscribers subscribers) {
        this.subscribers = subscribers;
    }

    /** Returns true. @throws AssertionError if an invariant is broken */
    static boolean hold(Collection<ServedQueue> queues, QueueSubscribers subscribers) {
        ClaimInvariants invariants = new ClaimInvariants(subscribers);
        subscribers.all().forEach(invariants::check);
        for (ServedQueue queue : queues) {
            if (queue instanceof ClaimedQueue claimed) {
                invariants.check(claimed.ledger());
            }
        }
        return true;
    }

    private void check(QueueSubscriber subscriber) {
        int before = held.size();
        for (Handout handout : subscriber.unproven().all()) {
            for (Claim claim : handout.claims()) {
                check(claim.state() != ClaimState.CLAIMED, "a claim was handed out and is not written");
                if (claim.state() == ClaimState.WRITTEN) {
                    check(held.add(claim), "two connections have the same claim");
                }
            }
        }
        for (Claim claim : subscriber.unconfirmed().all()) {
            check(claim.state() == ClaimState.UNCONFIRMED, "what waits for its confirmation is " + claim.state());
            check(subscribers.visibility().contains(claim), "an unconfirmed claim will never be offered again");
            check(held.add(claim), "two connections have the same claim");
        }
        for (QueueSubscriber.Seat seat : subscriber.seats()) {
            check(
                    seat.room() <= 0 || seat.queue().roundRobin().contains(seat),
                    "a connection has room and is not in the line of its queue");
        }
        check(held.size() - before == subscriber.unsettled(), "a connection counts its open claims wrong");
    }

    private void check(ClaimLedger ledger) {
        int ended = 0;
        for (Claim claim : ledger.claims()) {
            check(claim.state() != ClaimState.GONE, "a claim that is gone is still kept");
            check(!claim.isOpen() || held.contains(claim), "no connection has a claim that is open");
            ended += claim.isOpen() ? 0 : 1;
        }
        check(ended == ledger.ended(), "a ledger counts the ended claims wrong");
    }

    private static void check(boolean condition, String fault) {
        if (!condition) {
            throw new AssertionError(fault);
        }
    }
}
