package dev.sluice.delivery;

/** A message in the processing list: no payload, just its place there. */
final class HeldClaim extends Claim {
    private final ClaimLedger ledger;
    private final long claimedAt;
    private String reason = "";
    private boolean gone;

    /** @param claimedAt the time, by the {@link Ticker} */
    HeldClaim(ClaimLedger ledger, long claimedAt) {
        this.ledger = ledger;
        this.claimedAt = claimedAt;
    }

    long claimedAt() {
        return claimedAt;
    }

    @Override
    boolean isGoneOnceWritten() {
        return false;
    }

    @Override
    void onFinished(String why) {
        if (!gone) {
            reason = why;
            ledger.onFinished(this);
        }
    }

    String reason() {
        return reason;
    }

    /** How often it was delivered and not confirmed, for whoever gets it next; 0 where that is not counted. */
    int deliveries() {
        return awaited() == null ? 0 : awaited().deliveries();
    }

    @Override
    boolean isGone() {
        return gone;
    }

    /** It is not in the processing list any more. */
    void setGone() {
        gone = true;
    }
}
