package dev.sluice.sse;

/** The result of a write to a browser. */
public enum WriteResult {
    /** All bytes have left, and the next write may follow. */
    WRITTEN,
    /** The bytes are under way; {@code drained} will tell when they have left. */
    PENDING,
    /** No byte was taken, since an earlier write is under way; {@code drained} will tell when it has left. */
    BUSY,
    /** No byte was taken: the connection is closed. */
    CLOSED
}
