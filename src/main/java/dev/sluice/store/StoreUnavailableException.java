package dev.sluice.store;

/**
 * The store did not answer, and may have carried out the request or not; or it refused the request. The message says
 * which, in a sentence for people without a full stop.
 */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
