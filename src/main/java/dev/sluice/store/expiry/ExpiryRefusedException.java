package dev.sluice.store.expiry;

import dev.sluice.store.Refusal;

/** The store refuses to look for what is too old, or to remove it. */
public final class ExpiryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public ExpiryRefusedException(Refusal refusal, Throwable cause) {
        super(refusal.reason(), cause);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
