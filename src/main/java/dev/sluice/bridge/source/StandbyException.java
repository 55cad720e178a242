package dev.sluice.bridge.source;

/** Another copy of the bridge has what this one waits for, so this one stands by: nothing is wrong. */
public final class StandbyException extends SourceException {
    private static final long serialVersionUID = 1;

    public StandbyException(String message, Throwable cause) {
        super(message, cause);
    }
}
