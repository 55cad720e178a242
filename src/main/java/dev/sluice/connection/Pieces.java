package dev.sluice.connection;

import java.nio.ByteBuffer;

/**
 * What is left of a write, and when it last went on: a large one to a slow peer must be told from one to a peer that takes
 * nothing. Not thread-safe.
 */
public final class Pieces {
    /** A smaller write is one system call. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer rest = NOTHING;
    private long progressNanos = System.nanoTime();

    /** Begins a write. */
    void begin(ByteBuffer bytes) {
        rest = bytes;
        progressNanos = System.nanoTime();
    }

    public boolean hasNext() {
        return rest.hasRemaining();
    }

    /** Takes the next piece away. All before it must have left. */
    public ByteBuffer next() {
        progressNanos = System.nanoTime();
        ByteBuffer piece = rest;
        if (rest.remaining() <= PIECE_BYTES) {
            rest = NOTHING;
        } else {
            piece = rest.slice(rest.position(), PIECE_BYTES);
            rest.position(rest.position() + PIECE_BYTES);
        }
        return piece;
    }

    /** When the last write, or piece of it, was begun, by {@link System#nanoTime}. */
    long progressNanos() {
        return progressNanos;
    }
}
