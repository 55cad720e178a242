package dev.sluice.delivery.browser;

import java.nio.ByteBuffer;

/**
 * A browser, as delivery sees it. Called by one thread at a time, the delivering one or one of its workers, and
 * never blocks.
 */
public interface Receiver {
    /** What became of a write. */
    enum Sent {
        /** All bytes have left; it can take more. */
        WRITTEN,
        /** The bytes are under way; {@code drained} will tell when they have left. */
        PENDING,
        /** Not one byte was taken, since an earlier write is under way; {@code drained} will tell. */
        BUSY,
        /** Not one byte was taken: it is closed. */
        CLOSED
    }

    /** Unguessable, and another for each connection; the ids of its events start with it. */
    String token();

    /**
     * Starts to write.
     *
     * @param events whole events; not touched by the caller again
     */
    Sent send(ByteBuffer events);

    /** Starts to write something that the browser passes over. */
    Sent probe();

    /** Whether it is there now, as far as can be seen: it has neither closed its side nor reset the connection. */
    boolean isPresent();

    /** How many later writes it takes until the loss of what was written shows in {@link #isPresent}. */
    int writesUntilLossShows();

    /** How many bytes have been written so far; 0 if it is not known which of them have arrived. */
    long writtenBytes();

    /** How many of {@link #writtenBytes} the kernel at the other end, which may be a proxy's, is known to have. */
    long acknowledgedBytes();

    /** Whether this node has ended it, rather than the browser or its network. */
    boolean wasCut();

    /** Ends it without a word, also where a write is under way; the browser comes back. Nothing where it is closed. */
    void close();
}
