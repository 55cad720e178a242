package dev.sluice.connection;

import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.OwnEvents;
import java.nio.ByteBuffer;

/** The bytes that show a peer, and perhaps its page, that the stream lives. */
public enum Heartbeat {
    /** A comment, which browsers ignore and pages do not see. */
    COMMENT(new EventBuffer(8).comment("").toByteBuffer()),
    /** An event, for pages that want to see that the stream lives. */
    EVENT(OwnEvents.heartbeat());

    private final ByteBuffer bytes;

    Heartbeat(ByteBuffer bytes) {
        this.bytes = bytes.asReadOnlyBuffer();
    }

    /** Returns true if pages see it. */
    boolean isSeen() {
        return this == EVENT;
    }

    ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
