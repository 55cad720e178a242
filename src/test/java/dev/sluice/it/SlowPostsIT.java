package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Who is slow with the body of a post keeps a place of its kind, and nobody else's thread. */
class SlowPostsIT {
    private static final byte[] BODY = "id=abcdefgh0123456789ABCDEF-1".getBytes(StandardCharsets.US_ASCII);

    private final Deque<Socket> slow = new ArrayDeque<>();
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
        for (Socket socket : slow) {
            socket.close();
        }
        node.close();
        redis.close();
    }

    /** Posts all but the last byte of a body. */
    private Socket postSlowly(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.port());
        slow.add(socket);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + BODY.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(BODY, 0, BODY.length - 1);
        return socket;
    }

    private HttpResponse<String> post(String path) throws Exception {
        return node.post(path, BODY, "Content-Type", "application/x-www-form-urlencoded");
    }

    /** Asks for all of them at once, since each is refused only after a wait. */
    private void awaitRefusals(List<String> paths) throws Exception {
        ExecutorService asking = Executors.newFixedThreadPool(paths.size());
        try {
            List<Future<Void>> answers = new ArrayList<>();
            for (String path : paths) {
                answers.add(asking.submit(() -> {
                    Await.until(path + " refuses", () -> post(path).statusCode() == 503);
                    return null;
                }));
            }
            for (Future<Void> answer : answers) {
                answer.get();
            }
        } finally {
            asking.shutdownNow();
        }
    }

    @Test
    void slowPostsOfAllKindsKeepNoThreadFromHealthHistoriesAndStreams() throws Exception {
        List<String> paths = List.of("/queues/message_list", "/topics/chat", "/ack");
        for (int i = 0; i < 40; i++) {
            for (String path : paths) {
                postSlowly(path);
            }
        }
        awaitRefusals(paths);
        assertEquals(200, node.get("/health/live").statusCode());
        assertEquals(200, node.get("/topics/chat/events").statusCode());
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected();
                Jedis client = redis.client()) {
            client.lpush("message_list", "1");
            stream.awaitMessages(1);
        }
    }

    @Test
    void whoFindsNoPlaceWaitsForOne() throws Exception {
        List<Socket> posts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            posts.add(postSlowly("/queues/inbox:a%2Fb"));
        }
        for (Socket post : posts) {
            post.getOutputStream().write(BODY, BODY.length - 1, 1);
        }
        for (Socket post : posts) {
            String answer = new String(post.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        }
        try (Jedis client = redis.client()) {
            assertEquals(posts.size(), client.llen("inbox:a/b"));
        }
    }
}
