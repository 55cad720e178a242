package dev.sluice.delivery.browser;

import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventContent;
import dev.sluice.store.StreamId;
import java.nio.ByteBuffer;

/**
 * An event as it leaves for browsers.
 *
 * @param place the place of the event in its topic
 * @param bytes the event; consumed when it is appended to a {@link LogChunk}
 * @param idBytes the length of the id, with which the bytes begin
 */
public record EncodedEvent(StreamId place, ByteBuffer bytes, int idBytes) {
    /** The names of the fields and the empty line, and the longest id. */
    private static final int FIELDS = 64;

    /** Encodes an event with the stream's id. */
    public static EncodedEvent withId(StreamId id, EventContent content) {
        String text = id.toString();
        return new EncodedEvent(id, encode(text, content), text.length() + "id: \n".length());
    }

    public static EncodedEvent withoutId(StreamId place, EventContent content) {
        return new EncodedEvent(place, encode(null, content), 0);
    }

    private static ByteBuffer encode(String id, EventContent content) {
        return new EventBuffer(content.data().length + FIELDS)
                .event(id, content.type(), content.data())
                .toByteBuffer();
    }
}
