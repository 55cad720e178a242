package dev.sluice.sse;

/** A message cannot be an event. What it says is the end of a sentence about the message, and quotes nothing of it. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String fault) {
        super(fault);
    }

    /**
     * A message is too long.
     *
     * @param bytes how long it is
     * @param limit how long it may be
     */
    public static MalformedMessageException tooLong(long bytes, long limit) {
        return new MalformedMessageException("has " + bytes + " bytes, over the limit of " + limit);
    }
}
