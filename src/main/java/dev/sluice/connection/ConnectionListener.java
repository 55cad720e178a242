package dev.sluice.connection;

/** Is told of one connection. Called by any thread, with no lock held; must not block. */
public interface ConnectionListener {
    /** All that was written has left, the prelude first: it can take more. */
    void drained(BrowserConnection connection);

    /** It is closed, by whichever end. Called once, and nothing after it. */
    void closed(BrowserConnection connection);
}
