package dev.sluice.http.streams;

import dev.sluice.access.Need;
import dev.sluice.connection.CloseReason;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes to an open stream, and ends it. Thread-safe. */
public interface StreamHandle {
    /** Writes these events as soon as it can; returns false if it cannot: the stream has ended, or is too slow. */
    boolean tell(ByteBuffer events);

    /** Ends the stream after these events. */
    void end(ByteBuffer lastEvents, CloseReason reason);

    /**
     * Ends the stream after these events, since its access has ended. Messages that are not settled return to their
     * queues at once, even if the browser may still confirm them.
     */
    void revoke(ByteBuffer lastEvents, CloseReason reason);

    /** Ends the stream at once. */
    void close(CloseReason reason);

    /** Removes channels from the stream. */
    void drop(List<Need> channels);
}
