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
 * @param end true if it ends the topic
 */
public record EncodedEvent(StreamId place, ByteBuffer bytes, int idBytes, boolean end) {
    /** The names of the fields and the empty line, and the longest id. */
    private static final int FIELDS = 64;

    /** Encodes an event with the stream's id. */
    public static EncodedEvent withId(StreamId id, EventContent content, boolean end) {
        String text = id.toString();
        return new EncodedEvent(id, encode(text, content), idBytes(text), end);
    }

    /** Encodes the end of a topic without an event: the id alone, behind which a browser comes back. */
    public static EncodedEvent endAlone(StreamId id) {
        String text = id.toString();
        ByteBuffer bytes = new EventBuffer(FIELDS).idAlone(text).toByteBuffer();
        return new EncodedEvent(id, bytes, idBytes(text), true);
    }

    private static int idBytes(String id) {
        return id.length() + "id: \n".length();
    }

    public static EncodedEvent withoutId(StreamId place, EventContent content) {
        return new EncodedEvent(place, encode(null, content), 0, false);
    }

    private static ByteBuffer encode(String id, EventContent content) {
        return new EventBuffer(content.data().length + FIELDS)
                .event(id, content.type(), content.data())
                .toByteBuffer();
    }
}
