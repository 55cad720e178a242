package dev.sluice.connection;

import java.io.IOException;

/**
 * The transport of one stream to its browser. Never blocks. {@link #write} and the counts of bytes are called by one
 * thread at a time; the rest is thread-safe.
 */
public interface Wire {
    /** Sets the listener. Earlier bytes of the response must have left, its headers too. */
    void open(WireListener listener) throws IOException;

    /**
     * Writes the rest of a write. All before it must have left.
     *
     * @param pieces the rest, which belongs to the wire until all of it has left
     * @return true if it has; if not, the same is called again when the wire is writable
     */
    boolean write(Pieces pieces) throws IOException;

    /**
     * Returns the number of later writes until a lost one shows in {@link #isSeenGone} or fails a write. Includes one
     * for a proxy in between, which notices a loss only by writing.
     */
    int writesUntilLossShows();

    /** Returns true if the other end is seen to have left, without a write; false if that cannot be seen. */
    boolean isSeenGone();

    /** Returns the number of bytes written so far; 0 if the wire does not know which have arrived. */
    long writtenBytes();

    /** Returns how many of {@link #writtenBytes} the other end's kernel has at least. */
    long acknowledgedBytes();

    /** Has {@link #close} discard bytes that the other end has not acknowledged, so that they never arrive. */
    void dropUnsent();

    /** Ends the stream. */
    void close();
}
