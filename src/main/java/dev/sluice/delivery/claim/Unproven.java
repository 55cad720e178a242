package dev.sluice.delivery.claim;

import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.List;

/** The handouts sent to one connection and not proven to have arrived, oldest first. */
public final class Unproven {
    // Small, since most connections of most nodes are idle.
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>(1);
    /** The last handout while its bytes have not all left; the others wait in the {@link ProofLine} as well. */
    private Handout leaving;

    /** @param left true if its last byte has left */
    public void add(Handout handout, boolean left) {
        handouts.add(handout);
        leaving = left ? null : handout;
    }

    public boolean isLeaving() {
        return leaving != null;
    }

    /** Called when the last write has left. Returns its handout, or null if the write carried no messages. */
    public Handout takeLeft() {
        Handout handout = leaving;
        leaving = null;
        return handout;
    }

    public List<Handout> all() {
        return List.copyOf(handouts);
    }

    /** Settles a handout that is proven to have arrived. */
    public void proven(Handout handout) {
        handouts.remove(handout);
        for (Claim claim : handout.claims()) {
            if (claim.state() == ClaimState.WRITTEN) {
                claim.move(ClaimState.SETTLED);
            }
        }
    }

    /** Settles the messages up to this event, which the browser has seen, and returns the later ones. */
    public void resumeAfter(long eventNumber) {
        for (Handout handout : handouts) {
            for (Claim claim : handout.claims()) {
                if (claim.state() == ClaimState.WRITTEN) {
                    claim.move(claim.eventNumber() <= eventNumber ? ClaimState.SETTLED : ClaimState.RETURNED);
                }
            }
        }
    }

    /**
     * Called when the connection is closed: unproven messages go back, except those that may still be confirmed.
     *
     * @param isByBrowser true if the browser or its network closed the connection, false if this node did
     * @param now the time, by the {@link Ticker}
     */
    public void close(boolean isByBrowser, long now) {
        boolean found = false;
        for (Handout handout : handouts) {
            for (Claim claim : handout.claims()) {
                if (claim.state() == ClaimState.WRITTEN) {
                    found = returnOrBury(claim, isByBrowser, found, now);
                } else if (claim.state() == ClaimState.UNCONFIRMED && handout == leaving) {
                    claim.recall();
                }
            }
        }
        handouts.clear();
        leaving = null;
    }

    /**
     * Ends a claim whose message is not proven to have arrived.
     *
     * @param found true if an older message was found to be why the page closed: the page got the oldest first
     * @return true if such a message has been found by now
     */
    private static boolean returnOrBury(Claim claim, boolean isByBrowser, boolean found, long now) {
        if (found) {
            claim.forgetReturns();
        } else if (isByBrowser) {
            claim.countReturn();
        }
        String fault = isByBrowser && !found ? claim.faultAfterReturns(now) : null;
        if (fault == null) {
            claim.move(ClaimState.RETURNED);
        } else {
            claim.bury(fault);
        }
        return found || fault != null;
    }
}
