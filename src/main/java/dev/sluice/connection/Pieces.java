package dev.sluice.connection;

import dev.sluice.time.Ticker;
import java.nio.ByteBuffer;

/**
 * What is left of a write, and when it last went on: a large one to a slow peer must be told from one to a peer that takes
 * nothing. Not thread-safe.
 */
public final class Pieces {
    /** A smaller write is one system call. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Ticker ticker;
    private ByteBuffer rest = NOTHING;
    /** When the last write, or piece of it, was begun. */
    private long progressNanos;

    Pieces(Ticker ticker) {
        this.ticker = ticker;
        this.progressNanos = ticker.nanos();
    }

    /** Begins a write. */
    void begin(ByteBuffer bytes) {
        rest = bytes;
        progressNanos = ticker.nanos();
    }

    public boolean hasNext() {
        return rest.hasRemaining();
    }

    /** Takes the next piece away. All before it must have left. */
    public ByteBuffer next() {
        progressNanos = ticker.nanos();
        ByteBuffer piece = rest;
        if (rest.remaining() <= PIECE_BYTES) {
            rest = NOTHING;
        } else {
            piece = rest.slice(rest.position(), PIECE_BYTES);
            rest.position(rest.position() + PIECE_BYTES);
        }
        return piece;
    }

    /** How long ago the last write, or piece of it, was begun. */
    long sinceProgressNanos() {
        return ticker.nanos() - progressNanos;
    }
}
