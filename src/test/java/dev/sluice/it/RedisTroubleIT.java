package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeConnections;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Redis is away, or does less than it could. */
class RedisTroubleIT {
    @Test
    void servesOnceALateRedisComes() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded()) {
            redis.stop();
            try (NodeProcess node = NodeProcess.start(redis);
                    EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                assertFalse(node.readiness().isReady());
                assertEquals(200, node.get("/health/live").statusCode());
                redis.start();
                node.awaitReady();
                try (Jedis client = redis.client()) {
                    client.lpush("message_list", "late");
                }
                stream.awaitMessages(1);
            }
        }
    }

    @Test
    @DisplayName("A node keeps its browsers while Redis is away, and goes on by itself")
    void keepsBrowsersWhileRedisIsAway() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            try (Jedis client = redis.client()) {
                client.lpush("message_list", "before");
            }
            stream.awaitMessages(1);
            redis.stop();
            node.awaitNotReady();
            assertEquals(200, node.get("/health/accepting").statusCode(), "it is a blip");
            node.awaitReason(":" + redis.port());
            assertFalse(stream.isEnded());
            redis.start();
            try (Jedis client = redis.client()) {
                client.lpush("message_list", "after");
            }
            stream.awaitMessages(2);
            assertFalse(stream.isEnded());
            assertEquals(List.of("before", "after"), stream.messages());
        }
    }

    @Tag("long")
    @DisplayName("What a node claims before it learns that Redis has forgotten it is not forgotten")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void claimsOfAForgottenNodeAreNotForgotten() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--node-lease", "3s", "--settle-delay", "2s");
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected();
                Jedis client = redis.client()) {
            client.lpush("message_list", "before");
            stream.awaitMessages(1);
            client.flushAll();
            // Claimed by a node that thinks it has its lease, and settled only after the renewal that says it has none.
            client.lpush("message_list", "after");
            stream.awaitMessages(2);
            Claims.awaitNone(client);
        }
    }

    @Test
    void killedConnectionsToRedisAreOpenedAgain() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (int i = 0; i < 20; i++) {
                NodeConnections.kill(client, "sluice-");
                client.lpush("message_list", "m" + i);
                stream.awaitMessages(i + 1);
            }
            assertEquals(20, stream.messages().size());
        }
    }

    @Test
    void isNotReadyWithoutItsPubsubTopics() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--pubsub-topics", "ticker");
                Jedis client = redis.client();
                EventStream stream =
                        EventStream.open(node.uri("/sse?topic=ticker")).awaitConnected()) {
            Await.subscriber(client, "ticker");
            node.awaitReady();
            client.configSet(
                    "maxclients", String.valueOf(client.clientList().lines().count() - 1));
            NodeConnections.kill(client, "sluice-pubsub");
            Await.until(
                    "the reason",
                    () -> node.readiness().reasons().stream()
                            .anyMatch(reason -> reason.contains("Not subscribed to pub/sub topics: ")
                                    && reason.contains("max number of clients")));
            assertFalse(node.readiness().isReady());
            client.configSet("maxclients", "1000");
            node.awaitReady();
            client.publish("ticker", "heard");
            stream.awaitMessages(1);
        }
    }

    @Test
    @DisplayName("Pub/sub topics are heard without a gap if only the claiming connection was cut")
    void pubsubOutlivesTheClaimingConnection() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--pubsub-topics", "ticker");
                Jedis client = redis.client();
                EventStream claims = EventStream.open(node.uri("/sse")).awaitConnected();
                EventStream stream =
                        EventStream.open(node.uri("/sse?topic=ticker")).awaitConnected()) {
            Await.subscriber(client, "ticker");
            for (int i = 0; i < 5; i++) {
                NodeConnections.kill(client, "sluice-claims");
                client.publish("ticker", "t" + i);
                client.lpush("message_list", "m" + i);
                claims.awaitMessages(i + 1);
                stream.awaitMessages(i + 1);
            }
            assertEquals(List.of("t0", "t1", "t2", "t3", "t4"), stream.messages());
            assertFalse(node.process().output().contains("Not subscribed to pub/sub topics"));
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aRedisThatIsPausedIsWaitedFor() throws Exception {
        try (RedisProcess redis = RedisProcess.installed();
                NodeProcess node = NodeProcess.start(redis);
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            // The second pause is longer than an answer is waited for.
            for (int millis : List.of(1_000, 8_000)) {
                int before = stream.messages().size();
                for (int i = 0; i < 10; i++) {
                    client.lpush("message_list", millis + " " + i);
                }
                client.sendCommand(Command.CLIENT, "PAUSE", String.valueOf(millis), "ALL");
                client.lpush("message_list", millis + " after the pause");
                stream.awaitMessages(before + 11);
            }
            Await.until("settled", () -> client.keys("sluice:{message_list}*").isEmpty());
            assertEquals(22, stream.messages().size(), "nothing twice");
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void cutWriteLeadsBackToTheSameDatabase() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node =
                        NodeProcess.start(Map.of("SLUICE_REDIS_URL", redis.url() + "/3"), "--queues", "inbox:*");
                Jedis client = redis.client()) {
            client.select(3);
            List<EventStream> streams = new ArrayList<>();
            for (int s = 0; s < 40; s++) {
                StringBuilder path = new StringBuilder("/sse?queue=inbox:" + s);
                for (int q = 0; q < 50; q++) {
                    path.append("&queue=inbox:")
                            .append(s)
                            .append('.')
                            .append("x".repeat(100))
                            .append(q);
                }
                streams.add(EventStream.open(node.uri(path.toString())).awaitConnected());
            }
            for (int round = 0; round < 5; round++) {
                NodeConnections.kill(client, "sluice-claims");
                Await.until(
                        "a new connection to the same database",
                        () -> client.clientList()
                                .lines()
                                .anyMatch(line -> line.contains("name=sluice-claims") && line.contains("db=3")));
                client.lpush("inbox:7", "round " + round);
                streams.get(7).awaitMessages(round + 1);
            }
            assertEquals(
                    0,
                    client.clientList()
                            .lines()
                            .filter(line -> line.contains("name= ") && line.contains("cmd=exists"))
                            .count());
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void stopsDespiteARefusedQueueAndACut() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--queues", "inbox:*", "--settle-delay", "800ms");
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:a&queue=inbox:b"))
                        .awaitConnected()) {
            client.lpush("inbox:a", "1");
            client.lpush("inbox:b", "2");
            stream.awaitMessages(2);
            client.set("inbox:a", "no list any more");
            NodeConnections.kill(client, "sluice-claims");
            node.stop();
            assertFalse(node.process().isAlive());
            assertEquals(1, Claims.processing(client).size(), "only that of the refused queue stays");
            assertTrue(node.process().output().contains("other nodes return them"));
        }
    }

    @Test
    void aServerThatRefusesTrackingIsPolled() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded("--rename-command", "CLIENT", "");
                NodeProcess node = NodeProcess.start(redis);
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (int i = 0; i < 5; i++) {
                client.lpush("message_list", "m" + i);
                stream.awaitMessages(i + 1);
            }
            node.awaitLogged("does not signal pushes");
            assertTrue(node.readiness().isReady());
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aFullRedisCanBeDrained() throws Exception {
        drainFull(RedisProcess.embedded());
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aFullInstalledRedisCanBeDrained() throws Exception {
        drainFull(RedisProcess.installed());
    }

    private static void drainFull(RedisProcess full) throws Exception {
        try (RedisProcess redis = full;
                NodeProcess node = NodeProcess.start(redis);
                Jedis client = redis.client()) {
            for (int i = 0; i < 100; i++) {
                client.lpush("message_list", "m" + i);
            }
            node.awaitReady();
            client.configSet("maxmemory", "100kb");
            assertThrows(JedisDataException.class, () -> client.lpush("message_list", "one more"));
            try (EventStream stream = EventStream.open(node.uri("/sse"))) {
                stream.awaitMessages(100);
                Claims.awaitSettled(client);
            }
        }
    }

    @Test
    @DisplayName("A key of the wrong type is no reason any more once no browser takes from it")
    void wrongKeyIsNoReasonIfUnused() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--heartbeat", "200ms");
                Jedis client = redis.client()) {
            client.set("message_list", "a string");
            try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                node.awaitNotReady();
            }
            node.awaitReady();
        }
    }

    @Test
    void healthNamesAMissingRedisPassword() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded("--requirepass", "s3cret")) {
            try (NodeProcess node = NodeProcess.start(redis)) {
                node.awaitReason("NOAUTH");
            }
            String url = "redis://:s3cret@127.0.0.1:" + redis.port();
            try (NodeProcess node = NodeProcess.start(Map.of("SLUICE_REDIS_URL", url))) {
                node.awaitReady();
                assertFalse(node.process().output().contains("s3cret"));
            }
        }
    }
}
