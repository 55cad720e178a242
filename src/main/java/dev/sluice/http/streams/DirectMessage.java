package dev.sluice.http.streams;

import dev.sluice.sse.EventBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message that is sent to connections, not to a channel.
 *
 * @param data the text
 * @param type the type of the event; empty for {@code message}
 */
public record DirectMessage(String data, Optional<String> type) {
    /** Returns the event, without an id: a browser that comes back asks for nothing after it. */
    ByteBuffer event() {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new EventBuffer(bytes.length + 64)
                .event(null, type.orElse(null), bytes)
                .toByteBuffer();
    }
}
