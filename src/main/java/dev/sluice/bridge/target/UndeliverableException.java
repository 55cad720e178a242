package dev.sluice.bridge.target;

/** A record can never be published; the message is the end of a sentence about it. */
final class UndeliverableException extends Exception {
    private static final long serialVersionUID = 1;

    UndeliverableException(String reason) {
        super(reason, null, false, false);
    }
}
