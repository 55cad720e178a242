package dev.sluice.store.queue;

import dev.sluice.store.KeyListener;
import dev.sluice.store.StoreUnavailableException;

/** Where other nodes leave what browsers confirm to them of this one's messages. Used by one thread at a time. */
public interface ConfirmationBox {
    /** Of a node that none of its browsers confirms anything to. */
    ConfirmationBox NONE = new ConfirmationBox() {
        @Override
        public String name() {
            return "";
        }

        @Override
        public void empty(ConfirmationListener listener) {
            // Nothing is ever left in it.
        }
    };

    /** As {@link KeyListener#pushed} tells that something was left in it. */
    String name();

    /**
     * Hands over all that is in it, and has it signalled when something is left in it again.
     *
     * @throws StoreUnavailableException where there was no answer: what was in it may be gone, and counts as not confirmed
     */
    void empty(ConfirmationListener listener);
}
