package dev.sluice.http.limits;

import dev.sluice.access.Access;
import dev.sluice.connection.BrowserConnection;
import dev.sluice.http.answer.RefusedException;

/** The place of one stream among those that its address and its user may have. Thread-safe. */
public interface StreamPlace {
    /** A place where there is no limit. */
    StreamPlace NONE = new StreamPlace() {
        @Override
        public void takeFor(Access access) {
            // All are admitted.
        }

        @Override
        public BrowserConnection.Listener heldBy(BrowserConnection.Listener stream) {
            return stream;
        }

        @Override
        public void giveBack() {
            // There is nothing to give back.
        }
    };

    /**
     * Takes a place for the user too, if one is known.
     *
     * @throws RefusedException if there is none
     */
    void takeFor(Access access) throws RefusedException;

    /** Returns the listener to a connection, at whose end the place is given back. */
    BrowserConnection.Listener heldBy(BrowserConnection.Listener stream);

    /** Gives the place back. Does nothing the second time. */
    void giveBack();
}
