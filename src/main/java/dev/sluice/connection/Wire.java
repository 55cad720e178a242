package dev.sluice.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One connection below the Servlet API, as far as its container shows it. Thread-safe, and never blocks.
 */
public interface Wire {
    /** What can be seen of the other end. */
    enum Sight {
        /** It has neither closed its side nor reset the connection. */
        PRESENT,
        /** It has. */
        GONE,
        /** Cannot be seen from here: a write must show. */
        UNKNOWN
    }

    /** Of a container that shows nothing. */
    Wire HIDDEN = new Wire() {
        @Override
        public Sight look() {
            return Sight.UNKNOWN;
        }

        @Override
        public void write(ByteBuffer bytes) {
            // The container writes them all.
        }

        @Override
        public boolean needsFlush() {
            return true;
        }

        @Override
        public void dropUnsent() {
            // The container finishes what it was given, a piece at the most.
        }

        /** One that the proxy fails on, one that meets the proxy's goodbye, and one that fails here. */
        @Override
        public int writesUntilLossShows() {
            return 3;
        }
    };

    /**
     * How many later writes must leave before the loss of an earlier one shows in {@link #look} or fails a write. Includes
     * one for a proxy in between that notices a loss only by writing.
     */
    int writesUntilLossShows();

    /** Looks whether the other end has left, without writing to it. */
    Sight look();

    /**
     * Writes past the container what the other end takes at once; the container writes the rest. The headers, and all
     * that the container was given, must have left. Spares a write the container's layers, which cost more than it does.
     *
     * @param bytes of the body as they go over the wire; what was written is taken from them
     */
    void write(ByteBuffer bytes) throws IOException;

    /** Whether the container may keep what is written until it is told to flush. */
    boolean needsFlush();

    /** Has the coming end of the connection throw away what the other end has not taken, so that nobody keeps it. */
    void dropUnsent();
}
