package dev.sluice.store.queue;

import dev.sluice.store.EventId;

/** Hears what browsers confirm. An unknown event changes nothing. */
public interface ConfirmationListener {
    /**
     * A browser has done with this event.
     *
     * @return false if it is known to come too late: the message was or will be offered again
     */
    boolean confirmed(EventId event);

    /**
     * A browser has come back: of its former connection it has seen everything up to this event, and nothing after it.
     */
    void resumed(EventId last);
}
