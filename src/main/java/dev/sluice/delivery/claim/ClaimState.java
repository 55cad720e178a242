package dev.sluice.delivery.claim;

/** How far a claimed message has come; drawn in the package's comment. {@link Claim#move} leads from one to the next. */
public enum ClaimState {
    /** No browser has any of its bytes. */
    CLAIMED,
    /** A browser may have its bytes; the proof that they arrived is awaited. */
    WRITTEN,
    /** A browser may have its bytes; its confirmation is awaited (mode client). */
    UNCONFIRMED,
    /** Delivered. The store is to forget it. */
    SETTLED,
    /** Not delivered. The store is to put it back at the front of its queue. */
    RETURNED,
    /** Impossible to deliver. The store is to put it among the dead letters. */
    BURIED,
    /** The store has carried out what was decided, or the claim was lost: nothing can be done with it any more. */
    GONE;

    /** Returns true until the decision what becomes of the message, or until the claim is lost. */
    public boolean isOpen() {
        return this == CLAIMED || this == WRITTEN || this == UNCONFIRMED;
    }

    boolean mayBecome(ClaimState next) {
        return switch (next) {
            case CLAIMED -> false;
            case WRITTEN, UNCONFIRMED -> this == CLAIMED;
            case SETTLED -> this == WRITTEN || this == UNCONFIRMED;
            case RETURNED, BURIED -> isOpen();
            case GONE -> this != GONE;
        };
    }
}
