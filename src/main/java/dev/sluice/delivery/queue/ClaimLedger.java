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

/**
 * What this node holds claimed of one queue, in the order of the processing list, and the exchange under way.
 *
 * <p>Only this ledger's session writes to its processing list. So a place counted from the oldest end names a message
 * exactly, also among equal ones, and no payload travels back to settle it. Two things keep that true when answers are
 * lost: an exchange without an answer is sent again unchanged until there is one, and the store refuses one whose
 * number or number of claims is not what it has.
 */
final class ClaimLedger implements Claim.Listener {
    private final String queue;
    private final QueuePolicy policy;
    private final Sessions sessions;
    private final QueueObserver observer;

    private final ArrayDeque<Claim> claims = new ArrayDeque<>();
    /** How many of the claims are not open any more. */
    private int ended;

    private String session;
    /** The number of the session's last exchange that changed something. */
    private long answered;

    private Exchange unanswered;
    /** Whether {@link #unanswered} was sent before, so that it may have been carried out whatever is said of it now. */
    private boolean repeated;
    /** The claims that {@link #unanswered} removes. */
    private LeavingClaims leaving = LeavingClaims.NONE;

    ClaimLedger(String queue, QueuePolicy policy, Sessions sessions, QueueObserver observer) {
        this.queue = queue;
        this.policy = policy;
        this.sessions = sessions;
        this.observer = observer;
        this.session = sessions.next();
    }

    /** The one that holds the claims, or will. */
    String session() {
        return session;
    }

    int held() {
        return claims.size();
    }

    boolean isEmpty() {
        return claims.isEmpty() && unanswered == null;
    }

    /** Whether an exchange is due even if nothing can be claimed. */
    boolean hasNews() {
        return unanswered != null || ended > 0;
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

    /** How many of the claims are not open any more. */
    int ended() {
        return ended;
    }

    /** The exchange to send at this time, by the {@link Ticker}: the one without an answer, or a new one. */
    Exchange next(ClaimLimits limits, long now) {
        repeated = unanswered != null;
        if (unanswered == null) {
            unanswered = compose(limits, now);
        }
        return unanswered;
    }

    /** Whether the exchange under way was sent before, and may be old. */
    boolean isRepeated() {
        return repeated;
    }

    private Exchange compose(ClaimLimits limits, long now) {
        leaving = LeavingClaims.of(claims, ended, now);
        // What is still to be returned must be in the queue before anything behind it is claimed.
        boolean all = leaving.size() == ended;
        return new Exchange(
                queue,
                session,
                answered + 1,
                sessions.startBy(),
                claims.size(),
                leaving.settled(),
                leaving.removals(),
                all ? limits : limits.withoutMessages());
    }

    /**
     * The exchange was carried out.
     *
     * @param now the time, by the {@link Ticker}
     * @return the claims on the messages that it brought, in their order
     */
    List<Claim> done(List<ClaimedMessage> claimed, long now) {
        boolean changed = unanswered.removed() > 0 || !claimed.isEmpty();
        removeLeaving();
        unanswered = null;
        List<Claim> added = claimed.stream()
                .map(message -> new Claim(policy, message.before(), now, this))
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

    private void removeLeaving() {
        if (leaving.isEmpty()) {
            return;
        }
        leaving.tell(queue, observer);
        leaving.claims().forEach(claim -> claim.move(ClaimState.GONE));
        if (leaving.removals().isEmpty()) {
            for (int i = 0; i < leaving.size(); i++) {
                claims.remove();
            }
        } else {
            claims.removeIf(claim -> claim.state() == ClaimState.GONE);
        }
        ended -= leaving.size();
        leaving = LeavingClaims.NONE;
    }

    private void tellHolding() {
        observer.holding(
                queue, claims.size(), claims.isEmpty() ? 0 : claims.peek().claimedAt());
    }

    /** The store would not carry it out now. */
    void refused() {
        if (!repeated) {
            notDone();
        }
    }

    /** The exchange was not carried out, and the store said so. */
    void notDone() {
        unanswered = null;
        leaving = LeavingClaims.NONE;
    }

    /**
     * The store has no such claims. Where the exchange would have removed them all, it was carried out and its answer
     * lost; else somebody or something took them away.
     *
     * @param now the time, by the {@link Ticker}
     */
    void lost(long now) {
        if (unanswered.removed() == claims.size()) {
            done(List.of(), now);
            return;
        }
        observer.lost(queue, claims.size());
        abandon();
    }

    /** The claims are not this node's any more, nor what an exchange without an answer may have claimed. */
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

    /** Gives everything back that is not decided upon. */
    void returnAll() {
        claims.stream().filter(Claim::isOpen).forEach(claim -> claim.move(ClaimState.RETURNED));
    }
}
