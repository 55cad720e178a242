package dev.sluice.delivery;

/** One claimed message: no payload, just its place in the processing list and what shall become of it. */
final class Claim {
    private final ClaimLedger ledger;
    private Disposition disposition;
    private String reason = "";
    private boolean gone;

    Claim(ClaimLedger ledger) {
        this.ledger = ledger;
    }

    /** Decides, once; a later decision and one on a claim that is gone count for nothing. */
    void finish(Disposition decision, String why) {
        if (disposition == null && !gone) {
            disposition = decision;
            reason = why;
            ledger.onFinished(this);
        }
    }

    void finish(Disposition decision) {
        finish(decision, "");
    }

    boolean isFinished() {
        return disposition != null;
    }

    Disposition disposition() {
        return disposition;
    }

    String reason() {
        return reason;
    }

    boolean isGone() {
        return gone;
    }

    void setGone() {
        gone = true;
    }
}
