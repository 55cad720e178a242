package dev.sluice.store;

/** A message was not taken, or the outcome is unknown. The message is a sentence for people, without a full stop. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1;

    public PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
