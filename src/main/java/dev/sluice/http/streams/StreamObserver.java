package dev.sluice.http.streams;

import dev.sluice.connection.CloseReason;

/** An observer of this node's streams. Called by any thread, in order for one stream; must not block. */
public interface StreamObserver {
    void opened(StreamInfo stream);

    /** Called when channels have left a stream. */
    void changed(StreamInfo before, StreamInfo stream);

    /** Called once for each stream that was opened, and last. */
    void closed(StreamInfo stream, CloseReason reason);
}
