package dev.sluice.redis;

/** A failed command on dead letters. The message is a sentence for people, without a full stop. */
public final class DeadLetterException extends Exception {
    private static final long serialVersionUID = 1;

    public DeadLetterException(String message, Throwable cause) {
        super(message, cause);
    }
}
