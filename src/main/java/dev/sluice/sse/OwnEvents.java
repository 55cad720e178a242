package dev.sluice.sse;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Sluice's own events in the middle of a stream. */
public final class OwnEvents {
    private static final JsonMapper JSON = JsonMapper.shared();

    private OwnEvents() {}

    /**
     * Returns the place of a stream before its first event: an id alone, so that a browser cut before that event
     * resumes exactly, and an event without data, since pages do not see an id alone.
     */
    public static ByteBuffer placed(String id) {
        return new EventBuffer(128)
                .idAlone(id)
                .event(null, EventFields.OWN_TYPE_PREFIX + "placed", new byte[0])
                .toByteBuffer();
    }

    /** Returns a heartbeat that pages can see, unlike comments. */
    public static ByteBuffer heartbeat() {
        return new EventBuffer(64)
                .event(null, EventFields.OWN_TYPE_PREFIX + "heartbeat", new byte[0])
                .toByteBuffer();
    }

    /**
     * Returns the event that tells that a stream will end unless its access is renewed.
     *
     * @param seconds the time of the end, in seconds since 1970
     */
    public static ByteBuffer expiring(long seconds) {
        return new EventBuffer(96)
                .event(
                        null,
                        EventFields.OWN_TYPE_PREFIX + "expiring",
                        JSON.writeValueAsBytes(Map.of("expires", seconds)))
                .toByteBuffer();
    }

    /**
     * Returns the last event of a stream that the node ends.
     *
     * @param reason a word
     * @param retryMillis the time after which the browser comes back, in milliseconds
     */
    public static ByteBuffer ended(String reason, long retryMillis) {
        return new EventBuffer(96)
                .retry(retryMillis)
                .event(null, EventFields.OWN_TYPE_PREFIX + "ended", JSON.writeValueAsBytes(Map.of("reason", reason)))
                .toByteBuffer();
    }

    /**
     * Returns the event that tells that a topic has ended.
     *
     * @param remaining the number of channels that the stream still has; without any, the stream ends
     */
    public static ByteBuffer topicEnded(String topic, int remaining) {
        return topicEnded(new EventBuffer(128), topic, remaining);
    }

    /**
     * Returns the last event of a stream whose last channel was a topic that has ended.
     *
     * @param retryMillis the time after which the browser comes back, in milliseconds
     */
    public static ByteBuffer lastTopicEnded(String topic, long retryMillis) {
        return topicEnded(new EventBuffer(128).retry(retryMillis), topic, 0);
    }

    private static ByteBuffer topicEnded(EventBuffer events, String topic, int remaining) {
        Map<String, Object> ended = new LinkedHashMap<>();
        ended.put("reason", "topic-ended");
        ended.put("topic", topic);
        ended.put("remaining", remaining);
        return events.event(null, EventFields.OWN_TYPE_PREFIX + "ended", JSON.writeValueAsBytes(ended))
                .toByteBuffer();
    }

    /**
     * Returns the event that tells who has joined or left a topic.
     *
     * @param verb {@code joined} or {@code left}
     * @param users some of them, each by {@code user} and {@code as}
     * @param count the number of all of them
     * @param connections the number of connections that have the topic now
     */
    public static ByteBuffer presence(
            String verb, String topic, List<Map<String, String>> users, long count, long connections) {
        Map<String, Object> presence = new LinkedHashMap<>();
        presence.put("topic", topic);
        presence.put("users", users);
        presence.put("count", count);
        presence.put("connections", connections);
        return new EventBuffer(256)
                .event(null, EventFields.OWN_TYPE_PREFIX + verb, JSON.writeValueAsBytes(presence))
                .toByteBuffer();
    }

    /** Returns the event that tells of a topic's events gone unseen, behind {@code from} and before {@code to}. */
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
