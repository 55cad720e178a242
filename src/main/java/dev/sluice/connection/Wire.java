package dev.sluice.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way of one stream to its browser, as far as the container gives it. Never blocks. {@link #write}, {@link #proceed}
 * and {@link #progressNanos} are called by one thread at a time; the rest is thread-safe.
 */
public interface Wire {
    /** Tells a listener from now on. What was written of the response before must have left, its headers too. */
    void open(WireListener listener) throws IOException;

    /**
     * Begins a write. All before it must have left.
     *
     * @param bytes belong to the wire until all of them have left
     * @return whether they have; if not, {@link #proceed} goes on when the wire is writable
     */
    boolean write(ByteBuffer bytes) throws IOException;

    /** Goes on with the last write, and tells whether all of it has left. */
    boolean proceed() throws IOException;

    /**
     * When the last write, or the last piece of it, was begun, by {@link System#nanoTime}: all before that piece had left
     * then. A large write to a slow peer must be told from one to a peer that takes nothing.
     */
    long progressNanos();

    /**
     * How many later writes must leave before the loss of an earlier one shows in {@link #isSeenGone} or fails a write. Includes
     * one for a proxy in between that notices a loss only by writing.
     */
    int writesUntilLossShows();

    /** Whether the other end is seen to have left, without writing to it; never where nothing can be seen. */
    boolean isSeenGone();

    /** Has the coming end throw away what the other end has not taken, so that nobody keeps it. */
    void dropUnsent();

    /** Ends it. */
    void close();
}
