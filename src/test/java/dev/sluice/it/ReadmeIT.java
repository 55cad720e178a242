package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Php;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the documents tell people to type does what they say. */
class ReadmeIT {
    private RedisProcess redis;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--http-publish", "on");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        redis.close();
    }

    /** Runs a command of the documents, with the addresses of this test. */
    private void type(String command) throws Exception {
        String documents = Files.readString(Project.folder().resolve("README.md"))
                + Files.readString(Project.folder().resolve("docs/queues.md"));
        assertTrue(documents.contains(command), "in no document: " + command);
        String here = command.replace("redis-cli ", "redis-cli -p " + redis.port() + " ")
                .replace("localhost:8080", "localhost:" + node.port());
        try (ServerProcess shell = ServerProcess.start(
                List.of("sh", "-c", here), Project.folder(), Map.of("REDIS_PORT", String.valueOf(redis.port())))) {
            assertEquals(0, shell.exitValue(), shell.output());
        }
    }

    @Test
    void redisCliPushes() throws Exception {
        Programs.require("redis-cli");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            type("redis-cli LPUSH message_list 'Hello, browser'");
            assertEquals(List.of("Hello, browser"), stream.awaitMessages(1).messages());
        }
        type("redis-cli LRANGE 'sluice:{message_list}:dead' 0 -1");
    }

    @Test
    void curlPushes() throws Exception {
        Programs.require("curl");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            type("curl -d 'Hello, browser' http://localhost:8080/queues/message_list");
            assertEquals(List.of("Hello, browser"), stream.awaitMessages(1).messages());
        }
    }

    @Test
    void phpPushes() throws Exception {
        Programs.require("php");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            type("php docs/examples/push.php message_list 'Hello from PHP'");
            Php.push(redis, "message_list", "two\nlines", "\u00FC\uD83D\uDEB0").awaitSuccess();
            assertEquals(
                    List.of("Hello from PHP", "two\nlines", "\u00FC\uD83D\uDEB0"),
                    stream.awaitMessages(3).messages());
        }
    }
}
