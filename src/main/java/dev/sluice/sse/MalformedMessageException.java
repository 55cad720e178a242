package dev.sluice.sse;

/** A message cannot be an event. The exception's text ends a sentence about the message, and quotes nothing of it. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String fault) {
        super(fault);
    }

    /**
     * Returns the exception for a message that is too long.
     *
     * @param bytes the message's length
     * @param limit the longest allowed
     */
    public static MalformedMessageException tooLong(long bytes, long limit) {
        return new MalformedMessageException("has " + bytes + " bytes, over the limit of " + limit);
    }
}
