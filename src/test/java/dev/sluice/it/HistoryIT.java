package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /topics/NAME/events}. */
class HistoryIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private static RedisProcess redis;
    private static NodeProcess node;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis,
                "--max-message-bytes",
                "300000",
                "--topics",
                "chat,room:*",
                "--allowed-origins",
                "https://shop.example");
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        node.close();
        redis.close();
    }

    @AfterEach
    void forget() {
        client.flushAll();
    }

    /** Adds an event with the id {@code <millis>-0}. */
    private static void add(String topic, long millis, Map<String, String> fields) {
        client.xadd(topic, XAddParams.xAddParams().id(new StreamEntryID(millis, 0)), fields);
    }

    /** Adds the events 1-0 to n-0, whose data are their numbers. */
    private static void fill(String topic, int count) {
        for (int i = 1; i <= count; i++) {
            add(topic, i, Map.of("data", String.valueOf(i)));
        }
    }

    private static JsonNode page(String path) throws Exception {
        HttpResponse<String> response = node.get(path);
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    private static List<String> data(JsonNode page) {
        return StreamSupport.stream(page.get("events").spliterator(), false)
                .map(event -> event.get("data").asString())
                .toList();
    }

    private static String cacheControl(String path) throws Exception {
        return node.get(path).headers().firstValue("Cache-Control").orElseThrow();
    }

    @Test
    void pageHasEventsAndItsEnd() throws Exception {
        add("chat", 5, Map.of("data", "größer 😀\n\"<b>"));
        add("chat", 6, Map.of("event", "join", "data", "", "other", "x"));
        assertEquals(JSON.readTree("""
                        {"topic": "chat", "previous": "5-0", "next": "6-0", "more": false, "events": [
                            {"id": "5-0", "data": "größer 😀\\n\\"<b>"},
                            {"id": "6-0", "event": "join", "data": ""}]}"""), page("/topics/chat/events"));
    }

    @Test
    void pagesHaveEveryEventOnceInOrder() throws Exception {
        fill("chat", 25);
        List<String> forward = new ArrayList<>();
        String after = "0-0";
        boolean more = true;
        while (more) {
            JsonNode page = page("/topics/chat/events?limit=10&after=" + after);
            forward.addAll(data(page));
            after = page.get("next").asString();
            more = page.get("more").asBoolean();
        }
        List<String> all =
                Stream.iterate(1, i -> i + 1).limit(25).map(String::valueOf).toList();
        assertEquals(all, forward);

        List<String> backward = new ArrayList<>();
        JsonNode page = page("/topics/chat/events?last=10");
        backward.addAll(data(page));
        while (page.get("more").asBoolean()) {
            page = page("/topics/chat/events?limit=10&before="
                    + page.get("previous").asString());
            backward.addAll(0, data(page));
        }
        assertEquals(all, backward);
    }

    @Test
    void emptyTopicMissesNothing() throws Exception {
        assertEquals(JSON.readTree("""
                        {"topic": "room:new", "events": [], "previous": null, "next": null, "more": false}"""), page("/topics/room:new/events"));
    }

    @Test
    void aPlaceThatHasFallenOffIsTold() throws Exception {
        fill("chat", 20);
        client.xtrim("chat", 10, false);
        JsonNode page = page("/topics/chat/events?after=5-0&limit=3");
        assertEquals(JSON.readTree("{\"from\": \"5-0\", \"to\": \"11-0\"}"), page.get("gap"));
        assertEquals(List.of("11", "12", "13"), data(page));
        assertEquals("private, no-cache", cacheControl("/topics/chat/events?after=5-0&limit=3"));
        assertFalse(page("/topics/chat/events?after=11-0&limit=3").has("gap"));
        assertFalse(page("/topics/chat/events").has("gap"));
    }

    @Test
    void aStreamThatBeganAnewIsTold() throws Exception {
        fill("chat", 3);
        JsonNode page = page("/topics/chat/events?after=9-0");
        assertEquals(JSON.readTree("{\"from\": \"9-0\", \"to\": \"1-0\"}"), page.get("gap"));
        assertEquals(List.of(), data(page));
    }

    @Test
    void aLaterRedisKnowsThatNothingWasTrimmed() throws Exception {
        try (RedisProcess installed = RedisProcess.installed();
                NodeProcess other = NodeProcess.start(installed);
                Jedis direct = installed.client()) {
            for (int i = 10; i < 15; i++) {
                direct.xadd(
                        "chat", XAddParams.xAddParams().id(new StreamEntryID(i, 0)), Map.of("data", String.valueOf(i)));
            }
            String path = "/topics/chat/events?after=5-0";
            assertFalse(JSON.readTree(other.get(path).body()).has("gap"));
            direct.xtrim("chat", 3, false);
            assertEquals(
                    "12-0",
                    JSON.readTree(other.get(path).body()).get("gap").get("to").asString());
        }
    }

    @Test
    void whatCannotBeAnEventIsPassedOver() throws Exception {
        add("chat", 1, Map.of("text", "no data"));
        add("chat", 2, Map.of("data", "x", "event", "sluice:gap"));
        add("chat", 3, Map.of("data", "x".repeat(300_001)));
        client.xadd("chat".getBytes(), XAddParams.xAddParams().id("4-0"), Map.of("data".getBytes(), new byte[] {-1}));
        add("chat", 5, Map.of("data", "right"));
        add("chat", 6, Map.of("data", "x", "event", "a\nb"));
        JsonNode page = page("/topics/chat/events");
        assertEquals(List.of("right"), data(page));
        assertEquals("6-0", page.get("next").asString());
    }

    @Test
    void aPageIsBoundedInBytesToo() throws Exception {
        String large = "x".repeat(300_000);
        for (int i = 1; i <= 10; i++) {
            add("chat", i, Map.of("data", large));
        }
        JsonNode page = page("/topics/chat/events?limit=1000");
        assertEquals(4, page.get("events").size());
        assertTrue(page.get("more").asBoolean());
        assertEquals(4, page("/topics/chat/events?last=1000").get("events").size());
    }

    @Test
    void tooLongEventTakesNoRoom() throws Exception {
        fill("chat", 3);
        add("chat", 4, Map.of("data", "x".repeat(2_000_000)));
        add("chat", 5, Map.of("data", "5"));
        assertEquals(List.of("1", "2", "3", "5"), data(page("/topics/chat/events?last=10")));
    }

    @Test
    void nothingIsBeyondTheFirstAndLastId() throws Exception {
        fill("chat", 3);
        assertEquals(List.of(), data(page("/topics/chat/events?before=0-0")));
        JsonNode after = page("/topics/chat/events?after=18446744073709551615-18446744073709551615");
        assertEquals(List.of(), data(after));
        assertTrue(after.has("gap"), "the stream was never there: " + after);
    }

    @Test
    @DisplayName("Only a full page with an end and a beginning may be kept for ever")
    void onlyFixedFullPagesMayBeCached() throws Exception {
        fill("chat", 10);
        assertEquals(FOR_EVER, cacheControl("/topics/chat/events?after=1-0&limit=5"));
        assertEquals(FOR_EVER, cacheControl("/topics/chat/events?before=9-0&limit=5"));
        assertEquals("private, no-cache", cacheControl("/topics/chat/events?after=1-0&limit=9"));
        assertEquals("private, no-cache", cacheControl("/topics/chat/events?limit=5"));
        assertEquals("private, no-cache", cacheControl("/topics/chat/events?before=11-0&limit=5"));
        assertEquals("private, no-cache", cacheControl("/topics/chat/events?last=5"));
        assertEquals("no-store", cacheControl("/topics/other/events"));
    }

    @Test
    void knownPageIsNotSentAgain() throws Exception {
        fill("chat", 3);
        String path = "/topics/chat/events?after=1-0";
        String tag = node.get(path).headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = node.get(path, "If-None-Match", tag);
        assertEquals(304, same.statusCode());
        assertEquals("", same.body());
        assertEquals(tag, same.headers().firstValue("ETag").orElseThrow());
        add("chat", 4, Map.of("data", "4"));
        HttpResponse<String> changed = node.get(path, "If-None-Match", tag);
        assertEquals(200, changed.statusCode());
        assertEquals(List.of("2", "3", "4"), data(JSON.readTree(changed.body())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=x",
                "after=5",
                "limit=0",
                "limit=1001",
                "last=-1",
                "last=5&limit=5",
                "after=1-0&before=2-0",
                "after=1-0&after=2-0",
                "after=%25"
            })
    void aMalformedQuestionIsRefused(String query) throws Exception {
        assertEquals(400, node.get("/topics/chat/events?" + query).statusCode());
    }

    @Test
    void readingNeedsTheRightToSubscribe() throws Exception {
        assertEquals(403, node.get("/topics/other/events").statusCode());
        assertEquals(400, node.get("/topics//events").statusCode());
        assertEquals(
                403,
                node.get("/topics/chat/events", "Origin", "https://evil.example")
                        .statusCode());
        HttpResponse<String> allowed = node.get("/topics/chat/events", "Origin", "https://shop.example");
        assertEquals(200, allowed.statusCode());
        assertEquals(
                "https://shop.example",
                allowed.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        assertEquals("Origin", allowed.headers().firstValue("Vary").orElseThrow());
    }

    @Test
    void whatHasNoHistorySaysSo() throws Exception {
        assertEquals(404, node.get("/topics/sse_messages/events").statusCode());
        assertEquals(405, node.get("/topics/chat").statusCode());
        client.set("room:string", "x");
        HttpResponse<String> wrong = node.get("/topics/room:string/events");
        assertEquals(409, wrong.statusCode());
        assertTrue(wrong.body().contains("\"room:string\\\" in Redis does not hold a stream"), wrong.body());
    }

    @DisplayName("A page whose JSON would be six times as long has fewer events")
    @Test
    void escapesShortenThePage() throws Exception {
        String escaped = "\u0001".repeat(300_000);
        for (int i = 1; i <= 3; i++) {
            add("chat", i, Map.of("data", escaped));
        }
        for (int i = 1; i <= 3; i++) {
            JsonNode forward = page("/topics/chat/events?after=" + (i - 1) + "-1");
            assertEquals(List.of(escaped), data(forward));
            assertEquals(i + "-0", forward.get("next").asString());
            assertEquals(i < 3, forward.get("more").asBoolean());
            JsonNode back = page("/topics/chat/events?before=" + (i + 1) + "-0");
            assertEquals(List.of(escaped), data(back));
            assertEquals(i + "-0", back.get("previous").asString());
            assertEquals(i > 1, back.get("more").asBoolean());
        }
        assertEquals("3-0", page("/topics/chat/events?last=3").get("previous").asString());
        assertEquals(FOR_EVER, cacheControl("/topics/chat/events?after=1-0"));
    }

    @Test
    void anyNameCanBeRead() throws Exception {
        fill("room:a/b", 1);
        fill("room:x/events", 1);
        assertEquals(1, page("/topics/room:a/b/events").get("events").size());
        assertEquals(1, page("/topics/room:a/b/events").get("events").size());
        assertEquals(1, page("/topics/room:x/events/events").get("events").size());
    }
}
