package dev.sluice.store.queue;

import dev.sluice.store.KeyListener;
import dev.sluice.store.StoreUnavailableException;

/** The box in which other nodes leave the confirmations of this node's messages. Used by one thread at a time. */
public interface ConfirmationBox {
    /** The box of a node whose browsers confirm nothing. */
    ConfirmationBox NONE = new ConfirmationBox() {
        @Override
        public String name() {
            return "";
        }

        @Override
        public void empty(ConfirmationListener listener) {
            // The box is always empty.
        }
    };

    /** Returns the name of the box, with which {@link KeyListener#changed} is called when something was left in it. */
    String name();

    /**
     * Hands over all confirmations. The next one to be left in the box will be signalled.
     *
     * @throws StoreUnavailableException if there was no answer: confirmations may be lost, and count as never made
     */
    void empty(ConfirmationListener listener);
}
