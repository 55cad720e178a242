package dev.sluice.connection;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes without blocking, and in pieces: the container says of a write only that all of it has left, and a large one to
 * a slow peer must be told from one to a peer that takes nothing. Not thread-safe.
 */
final class PieceWriter {
    // ServletOutputStream.write(ByteBuffer) keeps no output buffer of the container's per connection, as write(byte[])
    // does.

    /** A smaller write is one system call, as it was. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ServletOutputStream out;
    private final Wire wire;

    /** Whether the container has had something to write, which it begins with the headers of its answer. */
    private boolean begun;
    /** What has not been written yet. */
    private ByteBuffer rest = NOTHING;
    /** Whether something was written that the container may keep to itself. */
    private boolean unflushed;
    /** By {@link System#nanoTime}. */
    private long progressNanos = System.nanoTime();

    PieceWriter(ServletOutputStream out, Wire wire) {
        this.out = out;
        this.wire = wire;
    }

    /**
     * Begins a write. All before it must have left.
     *
     * @return whether all has left; if not, {@link #proceed} goes on when the container allows it
     */
    boolean write(ByteBuffer bytes) throws IOException {
        progressNanos = System.nanoTime();
        if (begun) {
            wire.write(bytes);
            if (!bytes.hasRemaining()) {
                return true;
            }
        }
        begun = true;
        rest = bytes;
        return proceed();
    }

    /** Goes on with the last write, and tells whether all of it has left. */
    boolean proceed() throws IOException {
        while (out.isReady()) {
            if (rest.hasRemaining()) {
                progressNanos = System.nanoTime();
                unflushed = wire.needsFlush();
                out.write(nextPiece());
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return true;
            }
        }
        return false;
    }

    /** When the last piece was begun: all before it had left then. */
    long progressNanos() {
        return progressNanos;
    }

    private ByteBuffer nextPiece() {
        ByteBuffer piece = rest;
        if (rest.remaining() <= PIECE_BYTES) {
            rest = NOTHING;
        } else {
            piece = rest.slice(rest.position(), PIECE_BYTES);
            rest.position(rest.position() + PIECE_BYTES);
        }
        return piece;
    }
}
