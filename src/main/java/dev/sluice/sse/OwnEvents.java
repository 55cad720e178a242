package dev.sluice.sse;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Events of Sluice's own that are told in the middle of a stream. */
public final class OwnEvents {
    private static final JsonMapper JSON = JsonMapper.shared();

    private OwnEvents() {}

    /**
     * Where a stream stands before its first event: an id alone, so that a browser that is cut before it resumes exactly,
     * and an event without data, since an id alone is seen by the browser and not by the page.
     */
    public static ByteBuffer placed(String id) {
        return new EventBuffer(128)
                .idAlone(id)
                .event(null, EventFields.OWN_TYPE_PREFIX + "placed", new byte[0])
                .toByteBuffer();
    }

    /** A heartbeat that pages can see; they do not see comments. */
    public static ByteBuffer heartbeat() {
        return new EventBuffer(64)
                .event(null, EventFields.OWN_TYPE_PREFIX + "heartbeat", new byte[0])
                .toByteBuffer();
    }

    /** Events of a topic are gone that the browser has not seen: those behind {@code from} and before {@code to}. */
    public static ByteBuffer gap(String topic, String from, String to) {
        Map<String, String> gap = new LinkedHashMap<>();
        gap.put("topic", topic);
        gap.put("from", from);
        gap.put("to", to);
        return new EventBuffer(128)
                .event(null, EventFields.OWN_TYPE_PREFIX + "gap", JSON.writeValueAsBytes(gap))
                .toByteBuffer();
    }
}
