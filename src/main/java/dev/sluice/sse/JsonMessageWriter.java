package dev.sluice.sse;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Writes messages that are JSON objects, as a {@link JsonMessageReader} reads them. */
public final class JsonMessageWriter {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonMessageWriter() {}

    /**
     * Returns a message.
     *
     * @param isText true if the data is a text, false if it is JSON already
     */
    public static byte[] write(EventContent content, boolean isText) {
        String data = new String(content.data(), StandardCharsets.UTF_8);
        String event = content.type() == null ? "" : ",\"event\":" + JSON.writeValueAsString(content.type());
        String object = "{\"data\":" + (isText ? JSON.writeValueAsString(data) : data) + event + "}";
        return object.getBytes(StandardCharsets.UTF_8);
    }
}
