package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.TwoNodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** Entries with the field {@code end}, over two nodes and a real Redis. */
class TopicEndIT {
    private static final String JOB = "/sse?topic=job:1";

    private static TwoNodes both;
    private static NodeProcess node;
    private static NodeProcess other;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        both = TwoNodes.start("--topics", "job:*,chat", "--presence", "job:*", "--lifecycle", "on");
        node = both.node();
        other = both.other();
        client = both.client();
    }

    @AfterAll
    static void stop() throws Exception {
        both.close();
    }

    @BeforeEach
    void empty() {
        client.del("job:1", "job:2", "chat", "message_list");
    }

    private static String add(String topic, String... fields) {
        Map<String, String> entry = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            entry.put(fields[i], fields[i + 1]);
        }
        return client.xadd(topic, StreamEntryID.NEW_ENTRY, entry).toString();
    }

    private static EventStream open(NodeProcess at, String path, String... headers) throws Exception {
        return EventStream.open(at.uri(path), headers).awaitPlaced();
    }

    private static List<String> ends(EventStream stream) {
        return stream.events().stream()
                .filter(event -> event.type().equals("sluice:ended"))
                .map(SpecParser.Event::data)
                .toList();
    }

    private static String end(String topic, int remaining) {
        return "{\"reason\":\"topic-ended\",\"topic\":\"" + topic + "\",\"remaining\":" + remaining + "}";
    }

    /** Waits for the end of a stream, and checks what it has brought. */
    private static void assertEnds(EventStream stream, String... messages) throws Exception {
        Await.until("the end of a stream", stream::isEnded);
        assertEquals(List.of(messages), stream.messages());
        assertEquals(List.of(end("job:1", 0)), ends(stream));
        long retry = stream.parser().reconnectionMillis().orElseThrow();
        assertTrue(retry >= 600_000 && retry < 1_200_000, "a browser stays away: " + retry);
    }

    @Test
    @DisplayName("A reconnect to the other node gets the rest and the end, then the end alone, then what is new")
    void resumesOnTheOtherNode() throws Exception {
        String first = add("job:1", "data", "a");
        add("job:1", "data", "b");
        String last = add("job:1", "end", "");
        try (EventStream late = EventStream.open(node.uri(JOB + "&last=10"));
                EventStream cut = EventStream.open(other.uri(JOB), "Last-Event-ID: " + first);
                EventStream behind = EventStream.open(other.uri(JOB + "&after=" + last));
                EventStream without = EventStream.open(node.uri(JOB))) {
            assertEnds(late, "a", "b");
            assertEnds(cut, "b");
            assertEnds(behind);
            assertEnds(without);
            for (EventStream stream : List.of(late, cut, behind, without)) {
                assertEquals(last, stream.parser().lastEventId());
            }
        }
        add("job:1", "data", "again");
        try (EventStream back = open(other, JOB, "Last-Event-ID: " + last)) {
            back.awaitMessages(1);
            assertEquals(List.of("again"), back.messages());
            add("job:1", "data", "over", "end", "1");
            assertEnds(back, "again", "over");
        }
    }

    @Test
    @DisplayName("A stream with other channels goes on, and its ids keep the place of the topic that has ended")
    void otherChannelsGoOn() throws Exception {
        String path = "/sse?topic=job:1&topic=chat&queue=message_list";
        String last;
        try (EventStream stream = open(node, path);
                EventStream watcher = open(other, JOB)) {
            String connection = stream.connectionId();
            add("job:1", "data", "done", "end", "1");
            assertEnds(watcher, "done");
            Await.until("the end of the topic", () -> !ends(stream).isEmpty());
            assertEquals(List.of(end("job:1", 2)), ends(stream));
            add("chat", "data", "hello");
            stream.awaitMessages(2);
            client.lpush("message_list", "message");
            stream.awaitMessages(3);
            assertEquals(List.of("done", "hello", "message"), stream.messages());
            assertFalse(stream.isEnded());
            last = stream.parser().lastEventId();
            Claims.awaitNone(client);
            Await.until(
                    "the record without the topic", () -> lifecycle(connection).size() == 3);
            assertEquals(
                    List.of("[\"job:1\",\"chat\"]", "changed", "[\"chat\"]"),
                    lifecycle(connection).stream()
                            .map(entry -> entry.getOrDefault("reason", entry.get("topics")))
                            .toList());
        }
        add("chat", "data", "missed");
        try (EventStream back = open(other, path, "Last-Event-ID: " + last)) {
            back.awaitMessages(1);
            Await.until("the end again", () -> !ends(back).isEmpty());
            assertEquals(List.of("missed"), back.messages());
        }
    }

    private static List<Map<String, String>> lifecycle(String connection) {
        return client.xrange("sluice:lifecycle", "-", "+").stream()
                .map(StreamEntry::getFields)
                .filter(entry -> connection.equals(entry.get("connection")))
                .toList();
    }

    @Test
    @DisplayName("Those who stay are told that others have left, and the record of connections has the reason")
    void presenceAndRecordFollow() throws Exception {
        add("job:1", "data", "a", "end", "1");
        try (EventStream ended = EventStream.open(node.uri(JOB))) {
            String connection = ended.connectionId();
            assertEnds(ended);
            Await.until("the reason", () -> lifecycle(connection).size() == 2);
            assertEquals("finished", lifecycle(connection).get(1).get("reason"));
        }
        Await.until("nobody", () -> node.get("/topics/job:1/presence").body().contains("\"connections\":0"));
    }

    @Test
    @DisplayName("The history says which event is the end, also if it has no data or cannot be an event")
    void historySaysTheEnd() throws Exception {
        String a = add("job:1", "data", "a", "end", "1");
        String b = add("job:1", "end", "1");
        String c = add("job:1", "data", "c", "event", "error", "end", "1");
        add("job:1", "other", "1");
        String history = node.get("/topics/job:1/events").body();
        assertTrue(
                history.contains("\"events\":[{\"id\":\"" + a + "\",\"data\":\"a\",\"end\":true},{\"id\":\"" + b
                        + "\",\"end\":true},{\"id\":\"" + c + "\",\"end\":true}]"),
                history);
        try (EventStream stream = EventStream.open(node.uri(JOB + "&after=" + b))) {
            assertEnds(stream);
            assertEquals(c, stream.parser().lastEventId());
        }
    }
}
