package dev.sluice.delivery.queue;

import dev.sluice.delivery.node.Sessions;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.Removal;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What this node holds claimed of one queue, in the order of the processing list, and the exchange under way.
 *
 * <p>Only this ledger's session writes to its processing list. So a place counted from the oldest end names a message
 * exactly, also among equal ones, and no payload travels back to settle it. Two things keep that true when answers are
 * lost: an exchange without an answer is sent again unchanged until there is one, and the store refuses one whose
 * number or number of claims is not what it has.
 */
final class ClaimLedger {
    /** How many claims one exchange may take out one by one, besides the run of oldest ones that it trims. */
    private static final int MAX_REMOVALS = 2_000;

    private final String queue;
    private final int maxReturns;
    private final Sessions sessions;
    private final QueueObserver observer;

    private final ArrayDeque<HeldClaim> claims = new ArrayDeque<>();
    /** How many of the claims are decided upon. */
    private int finished;

    private String session;
    /** The number of the session's last exchange that changed something. */
    private long answered;

    private Exchange unanswered;
    /** Whether {@link #unanswered} was sent before, so that it may have been carried out whatever is said of it now. */
    private boolean repeated;
    /** The claims that {@link #unanswered} removes. */
    private List<HeldClaim> leaving = List.of();

    /** @param maxReturns after how many returns by browsers that closed a message is buried */
    ClaimLedger(String queue, int maxReturns, Sessions sessions, QueueObserver observer) {
        this.queue = queue;
        this.maxReturns = maxReturns;
        this.sessions = sessions;
        this.observer = observer;
        this.session = sessions.next();
    }

    /** The one that holds the claims, or will. */
    String session() {
        return session;
    }

    int maxReturns() {
        return maxReturns;
    }

    int held() {
        return claims.size();
    }

    boolean isEmpty() {
        return claims.isEmpty() && unanswered == null;
    }

    /** Whether an exchange is due even if nothing can be claimed. */
    boolean hasNews() {
        return unanswered != null || finished > 0;
    }

    void onFinished(HeldClaim claim) {
        finished++;
        if (claim.disposition() == Disposition.BURY) {
            observer.buried(queue, claim.reason());
        }
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
        leaving = new ArrayList<>();
        int settled = settledFromOldest();
        List<Removal> removals = removals(settled, now);
        // What is still to be returned must be in the queue before anything behind it is claimed.
        boolean all = leaving.size() == finished;
        return new Exchange(
                queue,
                session,
                answered + 1,
                sessions.startBy(),
                claims.size(),
                settled,
                removals,
                all ? limits : limits.withoutMessages());
    }

    /** The run of oldest claims that are settled, which the store takes away in one cut. */
    private int settledFromOldest() {
        int settled = 0;
        for (HeldClaim claim : claims) {
            if (settled == finished || claim.disposition() != Disposition.SETTLE) {
                break;
            }
            leaving.add(claim);
            settled++;
        }
        return settled;
    }

    /** From the newest on, since what is returned later comes to stand in front of what was returned before. */
    private List<Removal> removals(int settled, long now) {
        List<Removal> removals = new ArrayList<>();
        int unseen = finished - settled;
        int position = claims.size();
        Iterator<HeldClaim> fromNewest = claims.descendingIterator();
        while (unseen > 0 && removals.size() < MAX_REMOVALS) {
            HeldClaim claim = fromNewest.next();
            position--;
            if (claim.isFinished()) {
                unseen--;
                leaving.add(claim);
                removals.add(new Removal(position, claim.disposition(), claim.reason(), claim.count(now)));
            }
        }
        Collections.reverse(removals);
        return removals;
    }

    /**
     * The exchange was carried out.
     *
     * @param now the time, by the {@link Ticker}
     * @return the claims on the messages that it brought, in their order
     */
    List<HeldClaim> done(List<ClaimedMessage> claimed, long now) {
        boolean changed = unanswered.removed() > 0 || !claimed.isEmpty();
        removeLeaving();
        unanswered = null;
        List<HeldClaim> added = claimed.stream()
                .map(message -> new HeldClaim(this, now, message.before()))
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
        int settled = 0;
        int returned = 0;
        int afterHandout = 0;
        for (HeldClaim claim : leaving) {
            claim.setGone();
            settled += claim.disposition() == Disposition.SETTLE ? 1 : 0;
            if (claim.disposition() == Disposition.RETURN) {
                returned++;
                afterHandout += claim.isHandedOut() ? 1 : 0;
            }
        }
        if (unanswered.removals().isEmpty()) {
            for (int i = 0; i < leaving.size(); i++) {
                claims.remove();
            }
        } else {
            claims.removeIf(HeldClaim::isGone);
        }
        finished -= leaving.size();
        leaving = List.of();
        observer.settled(queue, settled);
        observer.returned(queue, returned);
        observer.returnedAfterHandout(queue, afterHandout);
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
        leaving = List.of();
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
        claims.forEach(HeldClaim::setGone);
        claims.clear();
        finished = 0;
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
        claims.forEach(claim -> claim.finish(Disposition.RETURN));
    }
}
