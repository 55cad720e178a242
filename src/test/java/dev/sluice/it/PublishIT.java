package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HeardMessages;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/** {@code POST /queues/NAME} and {@code POST /topics/NAME}. */
class PublishIT {
    private static RedisProcess redis;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis,
                "--http-publish",
                "on",
                "--max-message-bytes",
                "1000",
                "--queues",
                "message_list,inbox:*",
                "--topics",
                "chat,room:*",
                "--topic-max-length",
                "1000");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        redis.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theBodyIsPushedAsItIs() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=inbox:caf%C3%A9")).awaitConnected()) {
            assertEquals(
                    201,
                    node.post("/queues/inbox:caf%C3%A9", utf8("a=1&b=\u00FC\nzwei"))
                            .statusCode());
            assertEquals(
                    201,
                    node.post(
                                    "/queues/inbox:caf%C3%A9",
                                    utf8("a=1&b=2"), "Content-Type", "application/x-www-form-urlencoded")
                            .statusCode());
            stream.awaitMessages(2);
            assertEquals(List.of("a=1&b=\u00FC\nzwei", "a=1&b=2"), stream.messages());
        }
    }

    @Test
    void anyNameCanBePostedTo() throws Exception {
        for (String path : List.of("a/b", "50%25", "a%252Fb", "semi%3Bcolon", "a%20b", "%E4%B8%AD")) {
            String name = URLDecoder.decode(path, StandardCharsets.UTF_8);
            assertEquals(201, node.post("/queues/inbox:" + path, utf8("x")).statusCode(), path);
            try (Jedis client = redis.client()) {
                assertEquals(1, client.llen("inbox:" + name), name);
                client.del("inbox:" + name);
            }
        }
    }

    @Test
    void manyMayPostAtOnce() throws Exception {
        int clients = 20;
        int posts = 50;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Integer>> refused = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                refused.add(threads.submit(() -> {
                    int others = 0;
                    for (int i = 0; i < posts; i++) {
                        others += node.post("/queues/inbox:many", utf8("x")).statusCode() == 201 ? 0 : 1;
                    }
                    return others;
                }));
            }
            for (Future<Integer> one : refused) {
                assertEquals(0, one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        try (Jedis client = redis.client()) {
            assertEquals(clients * posts, client.llen("inbox:many"));
        }
    }

    @Test
    void whatCannotBeDeliveredIsRefused() throws Exception {
        assertEquals(413, node.post("/queues/message_list", new byte[1001]).statusCode());
        assertEquals(
                400,
                node.post("/queues/message_list", new byte[] {'x', (byte) 0xFF}).statusCode());
        assertEquals(403, node.post("/queues/other", utf8("x")).statusCode());
        assertEquals(400, node.post("/queues/", utf8("x")).statusCode());
        assertEquals(400, node.post("/queues/inbox:*", utf8("x")).statusCode());
        try (Jedis client = redis.client()) {
            assertEquals(0, client.llen("message_list"));
            assertEquals(0, client.llen("other"));
        }
    }

    @Test
    void aPageOfAnotherSiteMayNotPublish() throws Exception {
        assertEquals(
                403,
                node.post("/queues/message_list", utf8("x"), "Sec-Fetch-Site", "cross-site")
                        .statusCode());
        // Browsers do not send the former to plain HTTP addresses.
        assertEquals(
                403,
                node.post("/queues/message_list", utf8("x"), "Origin", "http://evil.example")
                        .statusCode());
        assertEquals(
                201,
                node.post("/queues/inbox:own", utf8("x"), "Origin", "http://127.0.0.1:" + node.port())
                        .statusCode());
    }

    @Test
    void aKeyOfTheWrongTypeIsSaid() throws Exception {
        try (Jedis client = redis.client()) {
            client.set("inbox:string", "x");
        }
        var response = node.post("/queues/inbox:string", utf8("x"));
        assertEquals(409, response.statusCode());
        assertTrue(response.body().contains("\"inbox:string\\\" in Redis does not hold a list"), response.body());
    }

    @Test
    void isOffByDefaultWithYourOwnRedis() throws Exception {
        try (NodeProcess plain = NodeProcess.start(redis)) {
            for (String path : List.of("/queues/message_list", "/topics/chat")) {
                var response = plain.post(path, utf8("x"));
                assertEquals(403, response.statusCode());
                assertTrue(response.body().contains("SLUICE_HTTP_PUBLISH"), response.body());
            }
        }
    }

    @Test
    void addsAnEventAndTellsItsId() throws Exception {
        HttpResponse<String> plain = node.post("/topics/room:caf%C3%A9", utf8("a=1&b=\u00FC\nzwei"));
        assertEquals(201, plain.statusCode());
        HttpResponse<String> typed = node.post(
                "/topics/room:caf%C3%A9?event=gr%C3%B6%C3%9Fer+1",
                utf8(""), "Content-Type", "application/x-www-form-urlencoded");
        assertEquals(201, typed.statusCode());
        try (Jedis client = redis.client()) {
            List<StreamEntry> entries = client.xrange("room:caf\u00E9", "-", "+");
            assertEquals(
                    List.of(Map.of("data", "a=1&b=\u00FC\nzwei"), Map.of("data", "", "event", "gr\u00F6\u00DFer 1")),
                    entries.stream().map(StreamEntry::getFields).toList());
            for (int i = 0; i < 2; i++) {
                String id = "\"id\":\"" + entries.get(i).getID() + "\"";
                String body = List.of(plain, typed).get(i).body();
                assertTrue(body.contains(id), body);
            }
        }
    }

    @Test
    void aStreamTopicStaysBounded() throws Exception {
        try (Jedis client = redis.client()) {
            for (int i = 0; i < 3_000; i++) {
                client.xadd("room:long", XAddParams.xAddParams(), Map.of("data", "x"));
            }
            assertEquals(201, node.post("/topics/room:long", utf8("x")).statusCode());
            Await.until("it is trimmed", () -> client.xlen("room:long") < 1_200);
        }
    }

    @Test
    void postTrimsNothingUnreadByAGroup() throws Exception {
        try (Jedis client = redis.client()) {
            for (String topic : List.of("room:group", "room:lost")) {
                for (int i = 0; i < 3_000; i++) {
                    client.xadd(topic, XAddParams.xAddParams(), Map.of("data", "x"));
                }
            }
            client.xgroupCreate("room:group", "audit", new StreamEntryID(0, 0), false);
            client.xgroupCreate("room:lost", "bill\ning", new StreamEntryID(0, 0), false);
            for (int i = 3_000; i < 12_000; i++) {
                client.xadd("room:lost", XAddParams.xAddParams(), Map.of("data", "x"));
            }
            assertEquals(201, node.post("/topics/room:group", utf8("x")).statusCode());
            assertEquals(201, node.post("/topics/room:lost", utf8("x")).statusCode());
            node.awaitLogged("\"room:lost\" was over ten times its max-length");
            node.awaitLogged("will not get them: \"bill\\ning\".");
            assertEquals(12_001 - client.xlen("room:lost"), node.metric("sluice_topic_trimmed_unread_total"));
            assertTrue(client.xlen("room:lost") < 10_100, client.xlen("room:lost") + " are left");
            assertEquals(3_001, client.xlen("room:group"));
        }
    }

    @Test
    void aMessageIsPublishedToAPubsubTopic() throws Exception {
        HeardMessages heard = HeardMessages.of(redis, "sse_messages");
        try (heard) {
            HttpResponse<String> response = node.post("/topics/sse_messages", utf8("\u00FC"));
            assertEquals(201, response.statusCode());
            assertEquals("{\"topic\":\"sse_messages\"}", response.body());
            assertEquals("\u00FC", heard.next());
        }
        assertEquals(List.of(), heard.others());
    }

    @Test
    void whatNoTopicTakesIsRefused() throws Exception {
        assertEquals(413, node.post("/topics/chat", new byte[1001]).statusCode());
        assertEquals(400, node.post("/topics/chat", new byte[] {(byte) 0xFF}).statusCode());
        assertEquals(403, node.post("/topics/other", utf8("x")).statusCode());
        assertEquals(403, node.post("/topics/message_list", utf8("x")).statusCode());
        assertEquals(400, node.post("/topics/", utf8("x")).statusCode());
        assertEquals(400, node.post("/topics/room:*", utf8("x")).statusCode());
        for (String query : List.of(
                "event=",
                "event=a%0Ab",
                "event=a%0Db",
                "event=a%00b",
                "event=sluice:gap",
                "event=error",
                "event=open",
                "event=a&event=b",
                "evnt=a")) {
            HttpResponse<String> response = node.post("/topics/chat?" + query, utf8("x"));
            assertEquals(400, response.statusCode(), query);
        }
        assertEquals(400, node.post("/topics/sse_messages?event=a", utf8("x")).statusCode());
        assertEquals(
                403,
                node.post("/topics/chat", utf8("x"), "Sec-Fetch-Site", "cross-site")
                        .statusCode());
        try (Jedis client = redis.client()) {
            assertEquals(0, client.xlen("chat"));
            client.set("room:string", "x");
        }
        HttpResponse<String> wrongType = node.post("/topics/room:string", utf8("x"));
        assertEquals(409, wrongType.statusCode());
        assertTrue(wrongType.body().contains("\"room:string\\\" in Redis does not hold a stream"), wrongType.body());
    }
}
