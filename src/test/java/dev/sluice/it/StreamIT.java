package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code GET /sse} answers, beside the messages. */
class StreamIT {
    private static RedisProcess redis;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis,
                "--queues",
                "message_list,inbox:*",
                "--heartbeat",
                "200ms",
                "--retry",
                "1s",
                "--allowed-origins",
                "https://shop.example");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        redis.close();
    }

    @Test
    @DisplayName("A stream begins at once with its headers, a comment and a retry")
    void streamBeginsWithCommentAndRetry() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            String head = stream.head().toLowerCase();
            assertTrue(head.startsWith("http/1.1 200"), head);
            assertTrue(head.contains("content-type: text/event-stream\r\n"), head);
            assertTrue(head.contains("cache-control: no-cache, no-transform\r\n"), head);
            assertTrue(head.contains("x-accel-buffering: no\r\n"), head);
            assertFalse(head.contains("content-encoding"), head);
            assertTrue(stream.parser().comments() >= 1);
            assertTrue(stream.parser().reconnectionMillis().isPresent());
        }
    }

    @Test
    void retryDiffersForEachBrowserWithinBounds() throws Exception {
        Set<Long> delays = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                long delay = stream.parser().reconnectionMillis().orElseThrow();
                assertTrue(delay >= 500 && delay <= 1_500, "retry: " + delay);
                delays.add(delay);
            }
        }
        assertTrue(delays.size() > 5, "hardly any jitter: " + delays);
    }

    @Test
    void aHeadRequestOpensNoStream() throws Exception {
        HttpResponse<Void> response = head("/sse");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(403, head("/sse?queue=other").statusCode());
        node.awaitConnections(0);
    }

    private static HttpResponse<Void> head(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.uri(path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void unfinishedBodyEndsNoStream() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:body"), "Content-Length: 1")
                        .awaitConnected();
                Jedis client = redis.client()) {
            client.lpush("inbox:body", "delivered");
            stream.awaitMessages(1);
        }
    }

    @Test
    void anIdleStreamHasHeartbeats() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            Await.until("three heartbeats", () -> stream.parser().comments() >= 4);
        }
    }

    @Test
    void firstEventTellsNodeAndQueues() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:1&queue=inbox:2&queue=inbox:1"))
                .awaitConnected()) {
            JsonNode data =
                    JsonMapper.shared().readTree(stream.parser().events().get(0).data());
            List<String> queues = new ArrayList<>();
            data.get("queues").forEach(queue -> queues.add(queue.asString()));
            assertEquals(List.of("inbox:1", "inbox:2"), queues);
            assertFalse(data.get("node").asString().isEmpty());
        }
    }

    @Test
    void aQueueThatIsNotServedIsForbidden() throws Exception {
        for (String query :
                List.of("queue=other", "queue=inbox", "queue=sluice:x", "topic=secret", "queue=message_list2")) {
            HttpResponse<String> response = node.get("/sse?" + query);
            assertEquals(403, response.statusCode(), query);
            assertEquals(
                    "application/problem+json",
                    response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(
                    403,
                    JsonMapper.shared().readTree(response.body()).get("status").asInt());
        }
    }

    @Test
    void aMalformedRequestIsRefused() throws Exception {
        assertEquals(400, node.get("/sse?queue=").statusCode());
        for (String path : List.of("/sse?queue=inbox:*", "/sse?topic=chat*", "/topics/chat*/events")) {
            HttpResponse<String> pattern = node.get(path);
            assertEquals(400, pattern.statusCode(), path);
            assertTrue(pattern.body().contains("is a pattern"), pattern.body());
        }
        assertEquals(400, node.get("/sse?queue=inbox:" + "x".repeat(600)).statusCode());
        StringBuilder many = new StringBuilder("/sse?queue=inbox:0");
        for (int i = 1; i <= 100; i++) {
            many.append("&queue=inbox:").append(i);
        }
        assertEquals(400, node.get(many.toString()).statusCode());
    }

    @Test
    void onlyAllowedOriginsMayRead() throws Exception {
        try (EventStream allowed = EventStream.open(node.uri("/sse"), "Origin: https://shop.example")
                .awaitConnected()) {
            assertTrue(allowed.head().contains("Access-Control-Allow-Origin: https://shop.example\r\n"));
            assertTrue(allowed.head().contains("Access-Control-Allow-Credentials: true\r\n"));
        }
        HttpResponse<String> other = node.get("/sse", "Origin", "https://evil.example");
        assertEquals(403, other.statusCode());
        assertTrue(other.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        String own = "http://127.0.0.1:" + node.port();
        try (EventStream same = EventStream.open(node.uri("/sse"), "Origin: " + own)) {
            same.awaitConnected();
        }
    }

    @Test
    void whatIsNotThereIsAProblem() throws Exception {
        HttpResponse<String> response = node.get("/nothing");
        assertEquals(404, response.statusCode());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(405, node.get("/queues/message_list").statusCode());
    }

    @Test
    void aMalformedRequestIsAProblemToo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.getOutputStream().write("GET / HTTP/9.9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("application/problem+json"), answer);
        }
    }

    @Test
    void thePagesAreServed() throws Exception {
        assertEquals(200, node.get("/").statusCode());
        assertTrue(node.get("/").body().contains("page.js"));
        assertEquals(200, node.get("/sluice.js").statusCode());
    }

    @Test
    @DisplayName("A full node sends browsers away, to come back later")
    void fullNodeSendsBrowsersAway() throws Exception {
        try (NodeProcess small = NodeProcess.start(redis, "--max-connections", "2");
                EventStream one = EventStream.open(small.uri("/sse")).awaitConnected();
                EventStream two = EventStream.open(small.uri("/sse")).awaitConnected();
                EventStream three = EventStream.open(small.uri("/sse"))) {
            Await.until("the end of the third stream", three::isEnded);
            assertTrue(three.head().startsWith("HTTP/1.1 200"), three.head());
            assertTrue(three.parser().reconnectionMillis().isPresent());
            assertFalse(one.isEnded() || two.isEnded());
        }
    }

    @Test
    void closedBrowsersTakeNoRoom() throws Exception {
        try (NodeProcess small = NodeProcess.start(redis, "--max-connections", "2", "--heartbeat", "1h")) {
            for (int i = 0; i < 2; i++) {
                EventStream.open(small.uri("/sse?topic=chat")).awaitConnected().close();
            }
            try (EventStream next = EventStream.open(small.uri("/sse?topic=chat"))) {
                next.awaitConnected();
            }
        }
    }

    @Test
    void aTopicIsNoQueueOfThatName() throws Exception {
        try (NodeProcess both = NodeProcess.start(redis, "--topics", "*", "--http-publish", "on")) {
            assertEquals(403, both.get("/sse?topic=message_list").statusCode());
            assertEquals(
                    403, both.post("/topics/message_list", new byte[] {'x'}).statusCode());
            assertEquals(
                    201, both.post("/queues/message_list", new byte[] {'x'}).statusCode());
        }
    }

    @Test
    void stoppingNodeSpreadsItsGoodbyes() throws Exception {
        int count = 20;
        List<EventStream> streams = new ArrayList<>();
        try (NodeProcess leaving = NodeProcess.start(redis, "--drain-time", "4s", "--retry", "1s")) {
            for (int i = 0; i < count; i++) {
                streams.add(EventStream.open(leaving.uri("/sse")).awaitConnected());
            }
            Thread stopping = new Thread(leaving::stop, "stop");
            stopping.start();
            Set<Integer> open = new TreeSet<>();
            Await.until("the end of all streams", () -> {
                int now = (int) streams.stream().filter(one -> !one.isEnded()).count();
                open.add(now);
                return now == 0;
            });
            stopping.join();
            assertTrue(open.size() > count / 2, "streams ended together; so many were seen open: " + open);
            Set<Long> delays = new HashSet<>();
            for (EventStream stream : streams) {
                assertEquals(2, stream.parser().retries(), "one at the beginning and one at the end");
                delays.add(stream.parser().reconnectionMillis().orElseThrow());
            }
            assertTrue(delays.size() > count / 2, "hardly any jitter: " + delays);
        }
    }

    @Test
    @DisplayName("A node that stops is not ready and sends new browsers away, while those it has still get messages")
    void stoppingNodeStillServesItsBrowsers() throws Exception {
        try (NodeProcess leaving = NodeProcess.start(redis, "--drain-time", "40s", "--queues", "inbox:*");
                EventStream stream = EventStream.open(leaving.uri("/sse?queue=inbox:stopping"))
                        .awaitConnected();
                Jedis client = redis.client()) {
            leaving.process().signal("TERM");
            leaving.awaitNotReady();
            assertEquals(List.of("The node is stopping."), leaving.readiness().reasons());
            assertFalse(leaving.readiness().isAccepting());
            assertEquals(200, leaving.get("/health/live").statusCode());
            try (EventStream late = EventStream.open(leaving.uri("/sse?queue=inbox:stopping"))) {
                Await.until("the end of the new stream", late::isEnded);
                assertTrue(late.head().startsWith("HTTP/1.1 200"), late.head());
                assertEquals(1, late.parser().retries());
            }
            client.lpush("inbox:stopping", "still delivered");
            stream.awaitMessages(1);
            leaving.process().kill();
        }
    }

    @Test
    void stoppingNodeEndsStreamsWithARetry() throws Exception {
        try (NodeProcess leaving = NodeProcess.start(redis);
                EventStream stream = EventStream.open(leaving.uri("/sse")).awaitConnected()) {
            leaving.stop();
            Await.until("the end of the stream", stream::isEnded);
            assertTrue(stream.head().startsWith("HTTP/1.1 200"));
            assertEquals(2, stream.parser().retries(), "one at the beginning and one at the end");
        }
    }
}
