package dev.sluice.access;

/** A refusal, or a decision that cannot be made now. Its message is a sentence for the client, without secrets. */
public final class AccessException extends Exception {
    private static final long serialVersionUID = 1;

    /** The kind of refusal. */
    public enum Kind {
        /** It is not known who the client is, or its token is not valid: status 401. */
        UNKNOWN_CLIENT,
        /** The client is known and may not do this: status 403. */
        NOT_GRANTED,
        /** The request for a decision is malformed or too long: status 400. */
        MALFORMED,
        /** Whoever decides is away: the client shall ask again. Status 503, and on a stream 200 with a retry. */
        UNAVAILABLE
    }

    private final Kind kind;

    public AccessException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
