package dev.sluice.connection;

/** The result of a write. */
public enum WriteResult {
    /** All bytes have left, and the next write may follow. */
    WRITTEN,
    /** The bytes are under way; {@link BrowserConnection.Listener#drained} will tell when they have left. */
    PENDING,
    /** No byte was taken, since an earlier write is under way; {@link BrowserConnection.Listener#drained} will tell. */
    BUSY,
    /** The connection is closed. */
    CLOSED
}
