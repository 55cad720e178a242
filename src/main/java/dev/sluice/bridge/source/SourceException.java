package dev.sluice.bridge.source;

/** A failure of a broker or of the connection to it. The message is a sentence for people, without a full stop. */
public class SourceException extends Exception {
    private static final long serialVersionUID = 1;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
