package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /publish}, without access control. */
class PublishBatchIT {
    private static final String CONFIG = "{queues: {json: {format: json}}, pubsub-topics: {live: {format: json}}}";

    private static RedisProcess redis;
    private static FaultyLink link;
    private static NodeProcess node;
    private static NodeProcess other;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        link = FaultyLink.to(redis.port());
        client = redis.client();
        Parts.startAll(() -> node = start(redis.port(), "24h"), () -> other = start(link.port(), "1s"));
    }

    private static NodeProcess start(int redisPort, String keyAge) throws Exception {
        return NodeProcess.start(
                Map.of(
                        "SLUICE_REDIS_URL",
                        "redis://127.0.0.1:" + redisPort,
                        "SLUICE_CONFIG",
                        ConfigFile.of(CONFIG),
                        "SLUICE_PUBLISH_KEY_AGE",
                        keyAge,
                        "SLUICE_HTTP_PUBLISH",
                        "on"),
                "--max-message-bytes",
                "1000",
                "--queues",
                "message_list,jobs:*,json",
                "--topics",
                "chat,room:*",
                "--pubsub-topics",
                "sse_messages,live");
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(node, other, client, link, redis);
    }

    @BeforeEach
    void empty() {
        client.flushAll();
        client.scriptFlush();
    }

    private static JsonNode publish(NodeProcess at, String body, String... headers) throws Exception {
        HttpResponse<String> response =
                at.post("/publish", body.replace('`', '"').getBytes(StandardCharsets.UTF_8), headers);
        assertEquals(200, response.statusCode(), response.body());
        return JsonMapper.shared().readTree(response.body());
    }

    private static JsonNode publish(String body) throws Exception {
        return publish(node, body);
    }

    private static HttpResponse<String> refused(String body, String... headers) throws Exception {
        return node.post("/publish", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Test
    void eachKindIsPublishedInOrder() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?topic=live&topic=sse_messages")).awaitConnected()) {
            Await.until(
                    "subscriptions",
                    () -> client.pubsubNumSub("live", "sse_messages").values().stream()
                            .allMatch(count -> count == 1));
            JsonNode answers = publish("[{`queue`:`jobs:1`,`data`:`a`},"
                    + "{`topic`:`chat`,`data`:`\u00FC`,`event`:`note`},"
                    + "{`topic`:`live`,`data`:{`n`: 1.50},`event`:`price`},"
                    + "{`topic`:`sse_messages`,`data`:`text`},"
                    + "{`queue`:`json`,`data`:`x`,`event`:`e`},"
                    + "{`queue`:`jobs:1`,`data`:[1, 2]},"
                    + "{`topic`:`chat`,`data`:null}]");
            List<StreamEntry> entries = client.xrange("chat", "-", "+");
            assertEquals(
                    List.of(Map.of("data", "\u00FC", "event", "note"), Map.of("data", "null")),
                    entries.stream().map(StreamEntry::getFields).toList());
            assertEquals(
                    ("[{},{`id`:`" + entries.get(0).getID() + "`},{},{},{},{},{`id`:`"
                                    + entries.get(1).getID() + "`}]")
                            .replace('`', '"'),
                    answers.toString());
            assertEquals(List.of("[1,2]", "a"), client.lrange("jobs:1", 0, -1));
            assertEquals(List.of("{\"data\":\"x\",\"event\":\"e\"}"), client.lrange("json", 0, -1));
            Await.until("both events", () -> events(stream).contains("message text"));
            assertEquals(List.of("price {\"n\":1.50}", "message text"), events(stream));
        }
    }

    private static List<String> events(EventStream stream) {
        return stream.events().stream()
                .filter(event -> !event.type().startsWith("sluice:"))
                .map(event -> event.type() + " " + event.data())
                .toList();
    }

    @Test
    void linesAreToldByTypeOrFirstCharacter() throws Exception {
        String lines = "{`queue`:`jobs:1`,`data`:`a`}\n\n{`queue`:`jobs:1`,`data`:`b`}\r\n";
        assertEquals("[{},{}]", publish(lines).toString());
        assertEquals(
                "[{},{},{\"error\":\"The message is not a JSON object.\",\"status\":400}]",
                sorted(publish(node, lines + "[]", "Content-Type", "Application/X-NDJSON; charset=utf-8")));
        assertEquals(List.of("b", "a", "b", "a"), client.lrange("jobs:1", 0, -1));
        assertEquals("[]", publish("[]").toString());
    }

    private static String sorted(JsonNode answers) {
        return answers.toString().replaceAll("\\{(\"status\":[0-9]+),(\"error\":\"[^\"]*\")}", "{$2,$1}");
    }

    @Test
    void faultsKeepNothingBack() throws Exception {
        client.set("room:string", "x");
        client.set("jobs:string", "x");
        JsonNode answers = publish("[{`queue`:`jobs:1`,`data`:`a`},"
                + "{`queue`:`jobs:1`,`dta`:`x`},"
                + "{`queue`:`other`,`data`:`x`},"
                + "{`topic`:`message_list`,`data`:`x`},"
                + "{`queue`:`jobs:*`,`data`:`x`},"
                + "{`queue`:`jobs:1`,`data`:`" + "x".repeat(1_001) + "`},"
                + "{`topic`:`sse_messages`,`data`:`x`,`event`:`e`},"
                + "{`topic`:`room:string`,`data`:`x`},"
                + "{`queue`:`jobs:string`,`data`:`x`},"
                + "{`queue`:`jobs:1`,`data`:`b`}]");
        assertEquals(
                List.of(0, 400, 403, 403, 400, 413, 400, 409, 409, 0),
                answers.valueStream()
                        .map(answer -> answer.path("status").asInt(0))
                        .toList());
        assertEquals(
                "The key \"room:string\" in Redis does not hold a stream.",
                answers.get(7).get("error").asString());
        assertTrue(answers.get(1).get("error").asString().endsWith("Perhaps you meant \"data\"."), answers.toString());
        assertEquals(List.of("b", "a"), client.lrange("jobs:1", 0, -1));
    }

    @Test
    void wholeRequestIsRefusedWithAProblem() throws Exception {
        String good = "{\"queue\":\"jobs:1\",\"data\":\"x\"}";
        for (String body : List.of(
                "", "x", "[" + good, "[" + good + ",]", good + "\n{", "[" + (good + ",").repeat(1_000) + good + "]")) {
            HttpResponse<String> response = refused(body);
            assertEquals(400, response.statusCode(), body);
            assertEquals(
                    "application/problem+json",
                    response.headers().firstValue("Content-Type").orElse(""));
        }
        assertTrue(refused(good + "\n{").body().contains("Line 2 is not JSON at character 1."));
        assertEquals(413, refused("[" + " ".repeat(8 << 20) + "]").statusCode());
        assertEquals(400, node.post("/publish?tken=x", good.getBytes()).statusCode());
        assertEquals(405, node.get("/publish").statusCode());
        assertEquals(0, client.llen("jobs:1"));
    }

    @Test
    void pageOfAnotherSiteMayNotPublish() throws Exception {
        String good = "[{\"queue\":\"jobs:1\",\"data\":\"x\"}]";
        assertEquals(403, refused(good, "Sec-Fetch-Site", "cross-site").statusCode());
        assertEquals(403, refused(good, "Origin", "http://evil.example").statusCode());
        assertEquals(0, client.llen("jobs:1"));
        assertEquals(
                200, refused(good, "Origin", "http://127.0.0.1:" + node.port()).statusCode());
    }

    @Test
    void keyIsPublishedOnceOnAllNodes() throws Exception {
        double before = node.metric("sluice_publish_repetitions_total");
        String body = "[{`topic`:`chat`,`data`:`a`,`key`:`k1`},{`topic`:`chat`,`data`:`b`},"
                + "{`queue`:`jobs:1`,`data`:`c`,`key`:`k1`},{`topic`:`sse_messages`,`data`:`d`,`key`:`k1`},"
                + "{`topic`:`chat`,`data`:`e`,`key`:`k1`}]";
        JsonNode first = publish(body);
        JsonNode second = publish(other, body);
        assertEquals(first.get(0), first.get(4));
        assertEquals(first.get(0), second.get(0));
        assertEquals("{}", second.get(2).toString());
        assertEquals(
                List.of("a", "b", "b"),
                client.xrange("chat", "-", "+").stream()
                        .map(entry -> entry.getFields().get("data"))
                        .toList());
        assertEquals(List.of("c"), client.lrange("jobs:1", 0, -1));
        assertEquals(before + 1, node.metric("sluice_publish_repetitions_total"));
        assertEquals(4.0, other.metric("sluice_publish_repetitions_total"));
    }

    @Test
    void keysAreForgottenAfterTheirAge() throws Exception {
        String body = "[{`queue`:`jobs:1`,`data`:`a`,`key`:`k`}]";
        publish(other, body);
        assertTrue(client.pttl("sluice:{jobs:1}:published") > 0);
        assertTrue(client.pttl("sluice:{jobs:1}:published:order") <= 1_000);
        Await.until("no keys", () -> client.keys("sluice:{jobs:1}:*").isEmpty());
        publish(other, body);
        assertEquals(2, client.llen("jobs:1"));
    }

    @Test
    void wrongTypeRecordsNoKey() throws Exception {
        String body = "[{`queue`:`jobs:1`,`data`:`a`,`key`:`k`}]";
        client.set("jobs:1", "x");
        assertEquals(409, publish(body).get(0).get("status").asInt());
        assertEquals(List.of(), List.copyOf(client.keys("sluice:{jobs:1}:*")));
        client.del("jobs:1");
        assertEquals("[{}]", publish(body).toString());
        assertEquals(List.of("a"), client.lrange("jobs:1", 0, -1));
    }

    @Test
    void ownKeyOfTheWrongTypeIsNamed() throws Exception {
        client.set("sluice:{jobs:1}:published", "x");
        JsonNode answer = publish("[{`queue`:`jobs:1`,`data`:`a`,`key`:`k`}]").get(0);
        assertEquals(503, answer.get("status").asInt());
        assertTrue(answer.get("error").asString().contains("sluice:{jobs:1}:published is no hash"), answer.toString());
        assertEquals(0, client.llen("jobs:1"));
    }

    @Test
    void lostAnswerIsUnknownAndItsRepetitionHarmless() throws Exception {
        String unknown = "It is not known if the message was published; repeating it with the same key is harmless.";
        String body;
        JsonNode lost;
        int attempt = 0;
        do {
            publish(other, "[{`topic`:`chat`,`data`:`open`}]"); // or the answer to the greeting of a connection is cut
            link.cutNextAnswer(0); // perhaps that of another command of the node
            body = "[{`topic`:`chat`,`data`:`%1$s`,`key`:`%1$s`}]".formatted(attempt++);
            lost = publish(other, body).get(0);
        } while (!lost.path("error").asString("").endsWith(unknown));
        assertEquals(503, lost.get("status").asInt());
        String data = String.valueOf(attempt - 1);
        String id = publish(body).get(0).get("id").asString();
        assertEquals(
                List.of(id),
                client.xrange("chat", "-", "+").stream()
                        .filter(entry -> entry.getFields().get("data").equals(data))
                        .map(entry -> entry.getID().toString())
                        .toList());
    }

    @Test
    void redisAwayIsTheItemsAnswer() throws Exception {
        try (RedisProcess own = RedisProcess.embedded();
                NodeProcess alone = start(own.port(), "24h")) {
            String body = "[{`queue`:`jobs:1`,`data`:`a`,`key`:`k`},{`queue`:`other`,`data`:`a`}]";
            assertEquals("{}", publish(alone, body).get(0).toString());
            own.stop();
            Await.until(
                    "a refused connection",
                    () -> publish(alone, body)
                            .get(0)
                            .get("error")
                            .asString()
                            .endsWith("The message was not published."));
            assertEquals(403, publish(alone, body).get(1).get("status").asInt());
        }
    }

    @Test
    void thousandMessagesGoInOneRequest() throws Exception {
        String items = IntStream.range(0, 1_000)
                .mapToObj(i -> "{`queue`:`jobs:" + i % 2 + "`,`data`:`" + i + "`,`key`:`k" + i + "`}")
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(1_000, publish(items).size());
        assertEquals(1_000, publish(items).size());
        assertEquals(
                IntStream.range(0, 500)
                        .mapToObj(i -> String.valueOf(999 - 2 * i))
                        .toList(),
                client.lrange("jobs:1", 0, -1));
        assertEquals(500, client.llen("sluice:{jobs:0}:published:order"));
    }
}
