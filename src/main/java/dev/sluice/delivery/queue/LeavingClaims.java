package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Removal;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The claims that one exchange takes out of the processing list.
 *
 * @param claims all of them
 * @param settled the number of settled claims at the list's oldest end, which the store removes in one cut
 * @param removals the others, by ascending position
 */
record LeavingClaims(List<Claim> claims, int settled, List<Removal> removals) {
    private static final int MAX_REMOVALS = 2_000;

    /**
     * Chooses among the claims of a processing list.
     *
     * @param held all claims, oldest first
     * @param ended the number of claims that are no longer open
     * @param bytes the bytes after which no further message is returned or buried: the store copies each one
     * @param now the time, by the {@link Ticker}
     */
    static LeavingClaims of(ArrayDeque<Claim> held, int ended, long bytes, long now) {
        List<Claim> leaving = new ArrayList<>();
        for (Claim claim : held) {
            if (leaving.size() == ended || claim.state() != ClaimState.SETTLED) {
                break;
            }
            leaving.add(claim);
        }
        int settled = leaving.size();
        return new LeavingClaims(leaving, settled, removals(held, ended - settled, leaving, bytes, now));
    }

    /** Chooses from the newest on, since a message returned later comes to stand in front of earlier ones. */
    private static List<Removal> removals(
            ArrayDeque<Claim> held, int ended, List<Claim> leaving, long bytes, long now) {
        List<Removal> removals = new ArrayList<>();
        int unseen = ended;
        long copied = 0;
        int position = held.size();
        Iterator<Claim> fromNewest = held.descendingIterator();
        while (unseen > 0 && removals.size() < MAX_REMOVALS && copied <= bytes) {
            Claim claim = fromNewest.next();
            position--;
            if (!claim.isOpen()) {
                unseen--;
                leaving.add(claim);
                copied += claim.state() == ClaimState.SETTLED ? 0 : claim.bytes();
                removals.add(new Removal(position, disposition(claim), claim.reason(), claim.count(now)));
            }
        }
        Collections.reverse(removals);
        return removals;
    }

    private static Disposition disposition(Claim claim) {
        return switch (claim.state()) {
            case SETTLED -> Disposition.SETTLE;
            case RETURNED -> Disposition.RETURN;
            case BURIED -> Disposition.BURY;
            default -> throw new IllegalStateException("a claim that is " + claim.state() + " cannot leave");
        };
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    int size() {
        return claims.size();
    }

    /** Ends the claims, which have left, and reports them. */
    void end(String queue, QueueObserver observer) {
        int returned = 0;
        int afterHandout = 0;
        int done = 0;
        for (Claim claim : claims) {
            done += claim.state() == ClaimState.SETTLED ? 1 : 0;
            if (claim.state() == ClaimState.RETURNED) {
                returned++;
                afterHandout += claim.wasWritten() ? 1 : 0;
            }
            claim.move(ClaimState.GONE);
        }
        observer.settled(queue, done);
        observer.returned(queue, returned);
        observer.returnedAfterHandout(queue, afterHandout);
    }
}
