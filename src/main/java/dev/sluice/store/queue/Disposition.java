package dev.sluice.store.queue;

/** What becomes of a claimed message. */
public enum Disposition {
    /** It was delivered: gone for good. */
    SETTLE,
    /** It was not: back to the front of its queue. */
    RETURN,
    /** It cannot be: to the dead letters, with the reason. */
    BURY
}
