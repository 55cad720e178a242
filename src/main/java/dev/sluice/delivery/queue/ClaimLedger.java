package dev.sluice.delivery.queue;

import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.delivery.node.Sessions;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.Exchange;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/**
 * This node's claims on one queue, in the order of the processing list, and the exchange under way.
 *
 * <p>Only this ledger's session writes to its processing list. So a position counted from the oldest end identifies a
 * message, even among equal ones, and no payload travels back to settle it. Two rules keep that true when answers are
 * lost: an unanswered exchange is sent again unchanged, and the store refuses an exchange whose number or number of
 * claims differs from its own.
 */
final class ClaimLedger implements Claim.Listener {
    private final String queue;
    private final Supplier<QueuePolicy> policy;
    private final Sessions sessions;
    private final QueueObserver observer;

    private final ArrayDeque<Claim> claims = new ArrayDeque<>();
    /** The number of claims that are no longer open. */
    private int ended;

    private String session;
    /** The number of the session's last answered exchange that changed something. */
    private long answered;

    /** Null if every exchange was answered. */
    private UnderWay underWay;

    /**
     * An exchange without an answer yet.
     *
     * @param leaving the claims that it removes
     * @param repeated true if it was sent before, so that it may have been carried out whatever the answer now
     */
    private record UnderWay(Exchange exchange, LeavingClaims leaving, boolean repeated) {
        private UnderWay again() {
            return new UnderWay(exchange, leaving, true);
        }
    }

    /** @param policy the queue's, which may change */
    ClaimLedger(String queue, Supplier<QueuePolicy> policy, Sessions sessions, QueueObserver observer) {
        this.queue = queue;
        this.policy = policy;
        this.sessions = sessions;
        this.observer = observer;
        this.session = sessions.next();
    }

    /** Returns the session that holds the claims, or will. */
    String session() {
        return session;
    }

    int held() {
        return claims.size();
    }

    boolean isEmpty() {
        return claims.isEmpty() && underWay == null;
    }

    /** Returns true if an exchange is due even if nothing can be claimed. */
    boolean hasNews() {
        return underWay != null || ended > 0;
    }

    @Override
    public void ended(Claim claim) {
        if (claim.state() == ClaimState.GONE) {
            return;
        }
        ended++;
        if (claim.state() == ClaimState.BURIED) {
            observer.buried(queue, claim.reason());
        }
    }

    List<Claim> claims() {
        return List.copyOf(claims);
    }

    /** Returns the number of claims that are no longer open. */
    int ended() {
        return ended;
    }

    /** Returns the exchange to send at this time, by the {@link Ticker}: the unanswered one or a new one. */
    Exchange next(ClaimLimits limits, long now) {
        underWay = underWay == null ? compose(limits, now) : underWay.again();
        return underWay.exchange();
    }

    /** Returns true if the exchange under way was sent before, and may be old. */
    boolean isRepeated() {
        return underWay.repeated();
    }

    private UnderWay compose(ClaimLimits limits, long now) {
        LeavingClaims leaving = LeavingClaims.of(claims, ended, limits.bytes(), now);
        // Returned messages must be in the queue before messages behind them are claimed.
        boolean all = leaving.size() == ended;
        Exchange exchange = new Exchange(
                queue,
                session,
                answered + 1,
                sessions.startBy(),
                claims.size(),
                leaving.settled(),
                leaving.removals(),
                all ? limits : limits.withoutMessages());
        return new UnderWay(exchange, leaving, false);
    }

    /**
     * Called when the exchange was carried out.
     *
     * @param now the time, by the {@link Ticker}
     * @return the new claims, in the order of the messages
     */
    List<Claim> done(List<ClaimedMessage> claimed, long now) {
        boolean changed = underWay.exchange().removed() > 0 || !claimed.isEmpty();
        remove(underWay.leaving());
        underWay = null;
        List<Claim> added = claimed.stream()
                .map(message -> new Claim(policy.get(), message.length(), message.before(), now, this))
                .toList();
        claims.addAll(added);
        if (!added.isEmpty()) {
            observer.claimed(queue, added.size());
        }
        if (changed) {
            tellHolding();
        }
        if (claims.isEmpty()) {
            newSession();
        } else if (changed) {
            answered++;
        }
        return added;
    }

    private void remove(LeavingClaims leaving) {
        if (leaving.isEmpty()) {
            return;
        }
        leaving.end(queue, observer);
        if (leaving.removals().isEmpty()) {
            for (int i = 0; i < leaving.size(); i++) {
                claims.remove();
            }
        } else {
            claims.removeIf(claim -> claim.state() == ClaimState.GONE);
        }
        ended -= leaving.size();
    }

    private void tellHolding() {
        observer.holding(
                queue, claims.size(), claims.isEmpty() ? 0 : claims.peek().claimedAt());
    }

    /** Called when the store refused the exchange. */
    void refused() {
        if (!underWay.repeated()) {
            notDone();
        }
    }

    /** Called when the store has answered that the exchange was not carried out. */
    void notDone() {
        underWay = null;
    }

    /**
     * Called when the store has no such claims. If the exchange removes all of them, it was carried out and its answer
     * lost; otherwise the claims are lost.
     *
     * @param now the time, by the {@link Ticker}
     */
    void lost(long now) {
        if (underWay.exchange().removed() == claims.size()) {
            done(List.of(), now);
            return;
        }
        observer.lost(queue, claims.size());
        abandon();
    }

    /** Drops the claims, and what an unanswered exchange may have claimed: they are no longer this node's. */
    void abandon() {
        claims.forEach(claim -> claim.move(ClaimState.GONE));
        claims.clear();
        ended = 0;
        tellHolding();
        notDone();
        newSession();
    }

    /** A session lasts while it holds claims, so that idle queues leave nothing behind in the store. */
    private void newSession() {
        session = sessions.next();
        answered = 0;
    }

    /** Returns the messages of all open claims. */
    void returnAll() {
        claims.stream().filter(Claim::isOpen).forEach(claim -> claim.move(ClaimState.RETURNED));
    }
}
