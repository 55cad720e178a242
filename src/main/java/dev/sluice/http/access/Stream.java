package dev.sluice.http.access;

import dev.sluice.access.Need;
import java.nio.ByteBuffer;
import java.util.List;

/** An open stream. Thread-safe. */
public interface Stream {
    /** Writes these events as soon as it can. */
    void tell(ByteBuffer events);

    /** Ends the stream after these events. */
    void end(ByteBuffer lastEvents);

    /**
     * Ends the stream after these events, since its access has ended. Messages that are not settled return to their
     * queues at once, even if the browser may still confirm them.
     */
    void revoke(ByteBuffer lastEvents);

    /** Ends the stream at once. */
    void close();

    /** Removes channels from the stream. */
    void drop(List<Need> channels);
}
