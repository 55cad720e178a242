package dev.sluice.delivery.claim;

import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.List;

/** The handouts that one connection was sent and is not proven to have, oldest first. */
public final class Unproven {
    // Small, since most connections of most nodes are idle.
    private final ArrayDeque<Handout> handouts = new ArrayDeque<>(1);
    /** The last of them while its bytes have not all left; those that have left wait in the {@link ProofLine} as well. */
    private Handout leaving;

    /** @param left whether its last byte has left */
    public void add(Handout handout, boolean left) {
        handouts.add(handout);
        leaving = left ? null : handout;
    }

    public boolean isLeaving() {
        return leaving != null;
    }

    /** The last write has left. Returns the handout of it, or null if it carried no messages. */
    public Handout takeLeft() {
        Handout handout = leaving;
        leaving = null;
        return handout;
    }

    public List<Handout> all() {
        return List.copyOf(handouts);
    }

    /** It has arrived. */
    public void proven(Handout handout) {
        handouts.remove(handout);
        for (Claim claim : handout.claims()) {
            if (claim.state() == ClaimState.WRITTEN) {
                claim.move(ClaimState.SETTLED);
            }
        }
    }

    /** The browser has seen everything up to this event and nothing after it. */
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
     * The connection is closed: what is not proven to have arrived goes back, but for what may still be confirmed.
     *
     * @param isByBrowser whether the browser or its network has closed it, and not this node
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
     * @param found whether an older one was found to be why the page closed: it got the oldest first
     * @return whether one was found by now
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
