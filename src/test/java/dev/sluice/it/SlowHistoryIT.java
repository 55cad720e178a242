package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.SlowClients;
import dev.sluice.testing.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Clients that do not read what they have asked for keep no thread, no memory without bound, and no connection for ever. */
class SlowHistoryIT {
    /** More than the node has threads for requests. */
    private static final int CLIENTS = 60;

    private static final String HISTORY = "GET /topics/chat/events?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private RedisProcess redis;
    private Jedis client;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
        for (int i = 0; i < 4; i++) {
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "x".repeat(300_000)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        client.close();
        redis.close();
    }

    private void startNode(String jvmOptions) throws Exception {
        node = NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", redis.url(), "JAVA_TOOL_OPTIONS", jvmOptions),
                "--http-publish",
                "on",
                "--keep-alive",
                "5s"); // of those who have got all, so that the test need not wait
    }

    private void assertEverythingElseWorks() throws Exception {
        assertEquals(200, node.get("/health/live").statusCode());
        assertEquals(200, node.get("/health/ready").statusCode());
        assertEquals(200, node.get("/metrics").statusCode());
        assertEquals(
                201,
                node.post("/queues/message_list", "posted".getBytes(StandardCharsets.UTF_8))
                        .statusCode());
        assertEquals(200, node.get("/topics/chat/events?limit=1").statusCode());
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            stream.awaitMessages(1);
            assertEquals("posted", stream.messages().get(0));
        }
    }

    @Tag("long")
    @Test
    @DisplayName("A history that nobody reads keeps nothing else waiting and is given up")
    void unreadHistoryIsGivenUp() throws Exception {
        startNode("-Xmx512m");
        try (SlowClients slow = new SlowClients(node.port())) {
            for (int i = 0; i < CLIENTS; i++) {
                slow.open(HISTORY);
                // It waits in the same line, so the next one finds room there.
                assertEquals(200, node.get("/topics/chat/events?limit=1").statusCode());
            }
            assertEverythingElseWorks();
            Await.until("most to be given up", () -> Sockets.established(node.port()) < CLIENTS / 2);
            int cutOff = 0;
            for (String answer : slow.awaitAnswers()) {
                assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
                cutOff += answer.length() < 1_000_000 ? 1 : 0;
            }
            assertTrue(cutOff >= CLIENTS / 2, "so many were cut off: " + cutOff);
            assertEverythingElseWorks();
        }
    }

    @Test
    @DisplayName("An answer longer than the memory for all is sent")
    void longestAnswerFitsAlone() throws Exception {
        startNode("-Xmx64m");
        client.del("chat");
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "\u0001".repeat(1 << 20)));
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "next"));
        HttpResponse<String> answer = node.get("/topics/chat/events");
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().length() > 6 << 20, "only " + answer.body().length());
        assertTrue(answer.body().endsWith("\"more\":true}"));
    }

    @Tag("long")
    @Test
    void fullMemoryGivesUpTheLongestWaiting() throws Exception {
        startNode("-Xmx64m");
        try (SlowClients slow = new SlowClients(node.port())) {
            Socket first = slow.open(HISTORY);
            Socket last = null;
            for (int i = 0; i < CLIENTS; i++) {
                last = slow.open(HISTORY);
                assertEquals(200, node.get("/topics/chat/events?limit=1000").statusCode());
            }
            assertTrue(SlowClients.awaitAnswer(first).length() < 1_000_000);
            assertEverythingElseWorks();
            last.setSoTimeout(10_000);
            assertTrue(new String(last.getInputStream().readNBytes(1_150_000), StandardCharsets.ISO_8859_1)
                    .startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void closesClientsThatReadNoAnswer() throws Exception {
        startNode("-Xmx512m");
        for (String path :
                List.of("/metrics", "/sluice.js", "/nothing", "/health/ready", "/topics/chat/events", "/sse?queue=x")) {
            try (SlowClients slow = new SlowClients(node.port())) {
                String requests = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(400);
                for (int i = 0; i < CLIENTS; i++) {
                    openInTheBackground(slow, requests);
                }
                assertEquals(200, node.get("/health/live").statusCode(), path);
                assertEverythingElseWorks();
                Await.until("most to be closed", () -> Sockets.established(node.port()) < CLIENTS / 2);
            }
        }
    }

    /** Sending may have to wait, too. */
    private static void openInTheBackground(SlowClients slow, String requests) throws Exception {
        Socket socket = slow.open("");
        Thread sender = new Thread(() -> {
            try {
                socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // It was closed.
            }
        });
        sender.setDaemon(true);
        sender.start();
    }
}
