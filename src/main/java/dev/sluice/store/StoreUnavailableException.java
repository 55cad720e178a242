package dev.sluice.store;

/** The store did not answer, so that nobody knows whether it did what it was asked to. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
