package dev.sluice.connection;

/** A listener to one connection. Called by any thread, with no lock held; must not block. */
public interface ConnectionListener {
    /** Called when all written bytes have left, the prelude first: the connection can take more. */
    void drained(BrowserConnection connection);

    /** Called once, and last, when either end has closed the connection. */
    void closed(BrowserConnection connection);
}
