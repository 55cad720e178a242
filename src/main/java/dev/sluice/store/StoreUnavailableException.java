package dev.sluice.store;

/**
 * The store did not answer, and may have carried out the request or not; or it refused the request. The message says
 * which, in a sentence for people without a full stop.
 */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean mayBeDone;

    /** The request may have been carried out. */
    public StoreUnavailableException(String message, Throwable cause) {
        this(message, cause, true);
    }

    /** @param mayBeDone true if the request, or a part of it, may have been carried out; false if it was not */
    public StoreUnavailableException(String message, Throwable cause, boolean mayBeDone) {
        super(message, cause);
        this.mayBeDone = mayBeDone;
    }

    /** Returns false if the request was certainly not carried out. */
    public boolean mayBeDone() {
        return mayBeDone;
    }
}
