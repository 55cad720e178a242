package dev.sluice.delivery;

/** Hears of what browsers confirm. What it does not know counts for nothing. Whether an implementation is thread-safe, it says itself. */
public interface ConfirmationListener {
    /** A browser has done with this event. */
    void confirmed(EventId event);

    /**
     * A browser has come back: of its former connection it has seen everything up to this event, and nothing after it.
     */
    void resumed(EventId last);
}
