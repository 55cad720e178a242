package dev.sluice.delivery.claim;

/** The state of a claimed message; drawn in the package's comment. {@link Claim#move} leads from one to the next. */
public enum ClaimState {
    /** No browser has any of its bytes. */
    CLAIMED,
    /** A browser may have its bytes; the proof that they arrived is awaited. */
    WRITTEN,
    /** A browser may have its bytes; its confirmation is awaited (mode client). */
    UNCONFIRMED,
    /** Delivered. The store must still remove it. */
    SETTLED,
    /** Not delivered. The store must still put it back at the front of its queue. */
    RETURNED,
    /** Impossible to deliver. The store must still put it among the dead letters. */
    BURIED,
    /** Ended. The store has carried out the decision, or the claim was lost. */
    GONE;

    /** Returns true until the message's end is decided or the claim is lost. */
    public boolean isOpen() {
        return compareTo(SETTLED) < 0;
    }

    boolean mayBecome(ClaimState next) {
        return switch (this) {
            case CLAIMED -> next != CLAIMED && next != SETTLED;
            case WRITTEN, UNCONFIRMED -> !next.isOpen();
            case SETTLED, RETURNED, BURIED -> next == GONE;
            case GONE -> false;
        };
    }
}
