package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.node.Membership;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import java.util.Collection;
import java.util.List;

/** The protocol of exchanges: claims are settled or returned, and more are made, under the node's lease. */
final class ExchangeProtocol implements RoundProtocol<ClaimedQueue, Exchange> {
    private final ClaimStore store;
    private final QueueSettings settings;
    private final Membership membership;
    private int held;

    ExchangeProtocol(ClaimStore store, QueueSettings settings, Membership membership) {
        this.store = store;
        this.settings = settings;
        this.membership = membership;
    }

    /** Returns the number of messages that are claimed and not settled. */
    int held() {
        return held;
    }

    /** Drops all claims, which are no longer this node's. @param queues all queues */
    void abandon(Collection<ServedQueue> queues) {
        for (ServedQueue queue : queues) {
            if (queue instanceof ClaimedQueue claimed) {
                claimed.ledger().abandon();
            }
        }
        held = 0;
    }

    @Override
    public boolean isAdmitted(ClaimedQueue queue) {
        return membership.isEnlisted(queue.name());
    }

    @Override
    public boolean admit(List<ClaimedQueue> queues) {
        return membership.enlist(queues.stream().map(ServedQueue::name).toList());
    }

    @Override
    public boolean isCurrent() {
        return membership.isCurrent();
    }

    @Override
    public int free() {
        return settings.maxUnsettled() - held;
    }

    @Override
    public Exchange request(ClaimedQueue queue, ClaimLimits limits, long now) {
        return queue.ledger().next(limits, now);
    }

    @Override
    public List<ExchangeResult> send(List<Exchange> requests) {
        return store.exchange(requests);
    }

    /** Does nothing: the ledgers keep the exchanges and send them again unchanged. */
    @Override
    public void failed(List<ClaimedQueue> queues, List<Exchange> requests, boolean mayBeDone) {}

    @Override
    public List<Claim> done(ClaimedQueue queue, ExchangeResult.Done done, long now) {
        held -= queue.ledger().held();
        List<Claim> claims = queue.ledger().done(done.claimed(), now);
        held += queue.ledger().held();
        return claims;
    }

    @Override
    public Refusal notDone(ClaimedQueue queue, Exchange request, ExchangeResult result, long now) {
        ClaimLedger ledger = queue.ledger();
        if (result instanceof ExchangeResult.Refused refused) {
            ledger.refused();
            return refused.refusal();
        }
        if (result instanceof ExchangeResult.Unanswered unanswered) {
            return Refusal.of(unanswered.reason());
        }
        if (result instanceof ExchangeResult.Late) {
            boolean old = ledger.isRepeated();
            ledger.notDone();
            return old
                    ? null
                    : Refusal.of(
                            "its session could not begin in time: the lease was not renewed, or Redis' clocks differ"
                                    + " too much");
        }
        held -= ledger.held();
        ledger.lost(now);
        held += ledger.held();
        membership.auditClaims(queue.name());
        return null;
    }
}
