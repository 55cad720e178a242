package dev.sluice.connection;

import dev.sluice.time.Ticker;
import java.nio.ByteBuffer;

/**
 * The rest of a write, and the time of its last progress, which tells a slow peer from one that takes nothing. Not
 * thread-safe.
 */
public final class Pieces {
    /** The size of a piece; a smaller write is one system call. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Ticker ticker;
    private ByteBuffer rest = NOTHING;
    /** The time when the last write, or piece of it, began. */
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

    /** Removes and returns the next piece. All before it must have left. */
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

    /** Returns the time since the last write, or piece of it, began. */
    long sinceProgressNanos() {
        return ticker.nanos() - progressNanos;
    }
}
