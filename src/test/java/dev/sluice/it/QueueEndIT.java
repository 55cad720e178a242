package dev.sluice.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** Queues whose producers push to the right, as RPUSH does, beside one whose producers push to the left. */
class QueueEndIT {
    @TempDir
    private Path folder;

    private static String config() throws Exception {
        return ConfigFile.of("""
                http-publish: on
                heartbeat: 500ms
                queue-prefetch: 10
                queues:
                  message_list:
                  "jobs:*": {take-from: left}
                  "none:*": {take-from: left, ack: none}
                  "client:*": {take-from: left, ack: client}
                """);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void messagesComeInTheirPushedOrder() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--config", config());
                Jedis client = redis.client()) {
            client.lpush("message_list", "1", "2", "3");
            for (String queue : List.of("jobs:1", "none:1", "client:1")) {
                client.rpush(queue, "1", "2", "3");
            }
            for (String queue : List.of("message_list", "jobs:1", "none:1", "client:1")) {
                try (EventStream stream =
                        EventStream.open(node.uri("/sse?queue=" + queue)).awaitConnected()) {
                    Await.until("three of " + queue, () -> stream.messages().equals(List.of("1", "2", "3")));
                }
            }
        }
    }

    @DisplayName("What is posted, returned or retried stands where its producers would have put it")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void messagesStandAtTheProducersEnd() throws Exception {
        String config = config();
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--config", config, "--settle-delay", "10s");
                Jedis client = redis.client()) {
            client.rpush("jobs:1", "1", "2", "3");
            try (EventStream stream =
                    EventStream.open(node.uri("/sse?queue=jobs:1")).awaitConnected()) {
                Await.until("three", () -> stream.messages().equals(List.of("1", "2", "3")));
                assertEquals(0, client.llen("jobs:1"));
            }
            Await.until("their return", () -> client.lrange("jobs:1", 0, -1).equals(List.of("1", "2", "3")));

            assertEquals(201, node.post("/queues/jobs:1", "4".getBytes(UTF_8)).statusCode());
            assertEquals(List.of("1", "2", "3", "4"), client.lrange("jobs:1", 0, -1));

            client.lpush("sluice:{jobs:1}:dead", "0");
            try (ServerProcess retry = NodeProcess.run(
                    folder,
                    Map.of("SLUICE_REDIS_URL", redis.url()),
                    List.of("dead", "retry"),
                    "jobs:1",
                    "--config",
                    config)) {
                assertEquals(0, retry.exitValue(), retry.output());
            }
            assertEquals(List.of("0", "1", "2", "3", "4"), client.lrange("jobs:1", 0, -1));
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void deadNodesClaimsReturnToTheirEnd() throws Exception {
        String[] options = {"--node-lease", "2s", "--settle-delay", "10s"};
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess other = NodeProcess.start(redis, options);
                NodeProcess killed =
                        NodeProcess.start(redis, "--config", config(), "--node-lease", "2s", "--settle-delay", "10s");
                EventStream stream =
                        EventStream.open(killed.uri("/sse?queue=jobs:1")).awaitConnected()) {
            client.rpush("jobs:1", "1", "2", "3");
            stream.awaitMessages(3);
            killed.process().kill();
            client.rpush("jobs:1", "4");
            Await.until("their return", () -> client.lrange("jobs:1", 0, -1).equals(List.of("1", "2", "3", "4")));
            other.awaitReady(); // which knows nothing of the setting
        }
    }
}
