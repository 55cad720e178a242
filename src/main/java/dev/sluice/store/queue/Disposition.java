package dev.sluice.store.queue;

/** The end of a claimed message. */
public enum Disposition {
    /** The message was delivered, and is removed for good. */
    SETTLE,
    /** The message was not delivered, and goes back to the front of its queue. */
    RETURN,
    /** The message cannot be delivered, and goes to the dead letters, with the reason. */
    BURY
}
