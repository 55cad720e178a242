package dev.sluice.delivery.browser;

import dev.sluice.sse.WriteResult;
import java.nio.ByteBuffer;

/** A browser's connection. Called by one thread at a time, the delivering one or one of its workers; never blocks. */
public interface Receiver {
    /** Returns the connection's unguessable and unique token, with which its event ids start. */
    String token();

    /**
     * Starts to write.
     *
     * @param events whole events; the caller must not touch them again
     */
    WriteResult send(ByteBuffer events);

    /** Starts to write something that the browser ignores. */
    WriteResult probe();

    /** Closes the connection if the peer is known to have closed its side or reset it; returns true if it is closed. */
    boolean closeIfGone();

    /** Returns the number of later writes after which {@link #closeIfGone} shows a loss of what was written. */
    int writesUntilLossShows();

    /** Returns the number of bytes written so far; 0 if it is not known which of them have arrived. */
    long writtenBytes();

    /** Returns the number of {@link #writtenBytes} that the other end's kernel, perhaps a proxy's, is known to have. */
    long acknowledgedBytes();

    /** Returns true if this node has closed the connection, rather than the browser or its network. */
    boolean wasEndedByNode();

    /** Called by the delivering thread when a topic has left the connection: all is written up to the topic's end. */
    void ended(String topic);

    /** Closes the connection at once, even during a write; the browser comes back. Does nothing if it is closed. */
    void close();
}
