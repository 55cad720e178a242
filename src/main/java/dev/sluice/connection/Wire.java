package dev.sluice.connection;

import java.io.IOException;

/**
 * The way of one stream to its browser, as far as the container gives it. Never blocks. {@link #write} and the counts of
 * bytes are called by one thread at a time; the rest is thread-safe.
 */
public interface Wire {
    /** Tells a listener from now on. What was written of the response before must have left, its headers too. */
    void open(WireListener listener) throws IOException;

    /**
     * Writes what is left of a write. All before it must have left.
     *
     * @param pieces belong to the wire until all of them have left
     * @return whether they have; if not, the same is called again when the wire is writable
     */
    boolean write(Pieces pieces) throws IOException;

    /**
     * How many later writes must leave before the loss of an earlier one shows in {@link #isSeenGone} or fails a write. Includes
     * one for a proxy in between that notices a loss only by writing.
     */
    int writesUntilLossShows();

    /** Whether the other end is seen to have left, without writing to it; never where nothing can be seen. */
    boolean isSeenGone();

    /** How many bytes have been written so far; 0 if the wire does not know which of them have arrived. */
    long writtenBytes();

    /** How many of {@link #writtenBytes} the other end's kernel is known to have; it may have more. */
    long acknowledgedBytes();

    /** Has the coming end throw away what the other end has not acknowledged, so that it does not arrive later. */
    void dropUnsent();

    /** Ends it. */
    void close();
}
