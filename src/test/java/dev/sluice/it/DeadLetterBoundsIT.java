package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Dead letters have a bound, in each mode that makes them. */
class DeadLetterBoundsIT {
    private static final String DEAD = "sluice:{message_list}:dead";

    private static NodeProcess node(RedisProcess redis, String mode, String... options) throws Exception {
        return NodeProcess.start(
                redis,
                Stream.concat(Stream.of(options), Stream.of("--queue-ack", mode, "--queue-format", "json"))
                        .toArray(String[]::new));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = "sent")
    void oldestLettersMakeRoomAndAreCounted(String mode) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = node(redis, mode, "--dead-letters-max", "10");
                EventStream page = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (int i = 1; i <= 7; i++) {
                client.lpush("message_list", "wrong " + i);
            }
            Await.until("seven", () -> client.llen(DEAD) == 7);
            assertFalse(node.process().output().contains("has 7 dead letters"));
            for (int i = 8; i <= 15; i++) {
                client.lpush("message_list", "wrong " + i);
            }
            Await.until("all were tried", () -> node.metric("sluice_dead_letters_total") == 15);
            node.awaitMetric("sluice_dead_letters_dropped_total", 5);
            assertEquals(10, client.llen(DEAD));
            assertTrue(client.lindex(DEAD, 0).endsWith("\nwrong 15"));
            assertTrue(client.lindex(DEAD, -1).endsWith("\nwrong 6"));
            node.awaitLogged("at 10 the oldest are dropped");
            node.awaitLogged("dead letters of the queue \"message_list\" were dropped");
        }
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"none", "client"})
    void oldestMakeRoomInOtherModesToo(String mode) throws Exception {
        oldestLettersMakeRoomAndAreCounted(mode);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = "none")
    void expiredLettersGoWhenOneIsAdded(String mode) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = node(redis, mode, "--dead-letters-max-age", "48h");
                EventStream page = EventStream.open(node.uri("/sse")).awaitConnected()) {
            client.rpush(
                    DEAD, "{\"reason\":\"is new\",\"at\":\"2099-01-01T00:00:00Z\"}\n{\"at\":\"2001-01-01T00:00:00Z\"}");
            client.rpush(
                    DEAD, "{\"reason\":\"says \\\"at\\\":\\\"2099\\\"\",\"at\":\"2026-01-02T03:04:05.678Z\"}\nold");
            client.rpush(DEAD, "{\"reason\":\"is old\",\"at\":\"2026-01-02T03:04:05Z\"}\nolder");
            client.lpush("message_list", "wrong");
            Await.until("the old ones are gone", () -> client.llen(DEAD) == 2);
            assertTrue(client.lindex(DEAD, 0).endsWith("\nwrong"));
            node.awaitMetric("sluice_dead_letters_dropped_total", 2);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = "sent")
    void expiredLettersGoInOtherModesToo(String mode) throws Exception {
        expiredLettersGoWhenOneIsAdded(mode);
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void lettersOfOthersNeverExpire() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = node(redis, "sent", "--dead-letters-max-age", "48h");
                EventStream page = EventStream.open(node.uri("/sse")).awaitConnected()) {
            client.rpush(DEAD, "without a head", "{\"at\":7}\nx", "7\n", "");
            client.lpush("message_list", "wrong");
            Await.until("five", () -> client.llen(DEAD) == 5);
        }
    }
}
