package dev.sluice.store.queue;

import dev.sluice.store.MessageId;

/** A listener to confirmations by browsers. An unknown event changes nothing. */
public interface ConfirmationListener {
    /**
     * Called when a browser has confirmed an event.
     *
     * @return false if the confirmation is known to be late: the message was or will be offered again
     */
    boolean confirmed(MessageId event);

    /**
     * Called when a browser has come back. On its former connection it saw everything up to this event and nothing
     * after it.
     */
    void resumed(MessageId last);
}
