package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.EventStream;
import dev.sluice.testing.HaproxyProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.SlowClients;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** Clients that are slow with the head or the body of a request keep nobody else waiting, and are not waited for long. */
class SlowPostsIT {
    private static final String BODY = "id=abcdefgh0123456789ABCDEF-1";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final List<String> PATHS = List.of("/queues/message_list", "/topics/chat", "/ack");

    private RedisProcess redis;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis, "--http-publish", "on", "--queue-ack", "client", "--queues", "message_list,inbox:*");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        redis.close();
    }

    private static String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + FORM
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private int post(String path) throws Exception {
        return node.post(path, BODY.getBytes(StandardCharsets.US_ASCII), "Content-Type", FORM)
                .statusCode();
    }

    private void assertEverythingElseWorks() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(201, post("/queues/message_list"));
            assertEquals(201, post("/topics/chat"));
            assertEquals(200, post("/ack"), "it is stale");
        }
        assertEquals(200, node.get("/health/live").statusCode());
        assertEquals(200, node.get("/topics/chat/events").statusCode());
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected();
                Jedis client = redis.client()) {
            client.lpush("message_list", "1");
            stream.awaitMessages(1);
        }
    }

    @DisplayName("Slow bodies of all kinds keep nobody waiting and are refused in the end")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void slowBodiesDelayNobodyAndAreRefused() throws Exception {
        try (SlowClients slow = new SlowClients(node.port())) {
            for (String path : PATHS) {
                slow.drip(40, head(path, BODY.length()), BODY, Duration.ofSeconds(2));
            }
            assertEverythingElseWorks();
            for (String answer : slow.awaitAnswers()) {
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
                assertTrue(answer.contains("The body came too slowly."), answer);
            }
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void slowBodiesBehindHaproxyKeepNobodyWaiting() throws Exception {
        try (HaproxyProcess haproxy = HaproxyProcess.before(node);
                SlowClients slow = new SlowClients(haproxy.port())) {
            for (String path : PATHS) {
                slow.drip(40, head(path, BODY.length()), BODY, Duration.ofSeconds(2));
            }
            assertEverythingElseWorks();
            for (String answer : slow.awaitAnswers()) {
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            }
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void slowHeadsAreClosed() throws Exception {
        String head = head("/queues/message_list", BODY.length());
        String first = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (SlowClients slow = new SlowClients(node.port())) {
            slow.drip(40, head.substring(0, 20), head.substring(20), Duration.ofSeconds(1));
            slow.drip(40, first + head.substring(0, 20), head.substring(20), Duration.ofSeconds(1));
            assertEverythingElseWorks();
            List<String> answers = slow.awaitAnswers();
            answers.subList(0, 40).forEach(answer -> assertEquals("", answer));
            answers.subList(40, 80).forEach(answer -> assertTrue(answer.startsWith("HTTP/1.1 200 "), answer));
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void keptConnectionsAndStreamsAreNoSlowHeads() throws Exception {
        String request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (SlowClients kept = new SlowClients(node.port());
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected();
                Jedis client = redis.client()) {
            Socket socket = kept.open(request);
            Thread.sleep(14_000); // over the time that a head has
            socket.getOutputStream()
                    .write(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                            .getBytes());
            assertEquals(3, SlowClients.awaitAnswer(socket).split("HTTP/1.1 200 ", -1).length);
            client.lpush("message_list", "1");
            stream.awaitMessages(1);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void simultaneousPostsAreAllTaken() throws Exception {
        try (SlowClients posts = new SlowClients(node.port())) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sockets.add(posts.open(head("/queues/inbox:a/b", BODY.length()) + BODY.substring(1)));
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write('x');
            }
            for (String answer : posts.awaitAnswers()) {
                assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
            }
        }
        try (Jedis client = redis.client()) {
            assertEquals(60, client.llen("inbox:a/b"));
        }
    }
}
