package dev.sluice.store;

/** The key with a channel's name is of another type than the channel's, and nothing was changed. */
public final class WrongTypeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one sentence for people that names the channel, without a full stop */
    public WrongTypeException(String message, Throwable cause) {
        super(message, cause);
    }
}
