package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.SentinelProcesses;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A node whose Redis is watched by Sentinels. */
class SentinelIT {
    private SentinelProcesses redis;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = SentinelProcesses.start();
        node = NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", redis.url()), "--http-publish", "on", "--pubsub-topics", "ticker");
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    @DisplayName("Nothing is lost if the replica had everything when the master died")
    void completeReplicaLosesNothing() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            push(0, 500);
            stream.awaitMessages(500);
            stream.close();
            node.awaitConnections(0);
            push(500, 1_000);
            redis.awaitReplication();
            RedisProcess old = redis.master();
            old.kill();
            Await.until("a new master", () -> redis.master().port() != old.port());
            try (EventStream next = EventStream.open(node.uri("/sse")).awaitConnected()) {
                next.awaitMessages(500);
                push(1_000, 1_500);
                Set<String> all = new HashSet<>(stream.messages());
                Await.until("every message", () -> {
                    all.addAll(next.messages());
                    return all.size() == 1_500;
                });
            }
        }
    }

    @Tag("long")
    @Test
    @DisplayName("Every connection follows a failover while the old master lives")
    void allConnectionsFollowAFailover() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected();
                EventStream ticker =
                        EventStream.open(node.uri("/sse?topic=ticker")).awaitConnected()) {
            assertEquals(
                    201, node.post("/queues/message_list", "before".getBytes()).statusCode());
            push(1, 100);
            stream.awaitMessages(100);
            RedisProcess old = redis.master();
            redis.failOver();
            Await.until("a new master", () -> redis.master().port() != old.port());
            push(100, 200);
            stream.awaitMessages(200);
            assertEquals(
                    201, node.post("/queues/message_list", "posted".getBytes()).statusCode());
            assertEquals(201, node.post("/topics/chat", "posted".getBytes()).statusCode());
            Await.until("the posted message", () -> stream.messages().contains("posted"));
            try (Jedis client = redis.master().client()) {
                Await.subscriber(client, "ticker");
                client.publish("ticker", "heard");
                assertEquals(1, client.xlen("chat"));
            }
            ticker.awaitMessages(1);
            node.awaitReady();
            old.awaitLeft();
        }
    }

    private void push(int from, int to) {
        try (Jedis client = redis.master().client()) {
            for (int i = from; i < to; i++) {
                client.lpush("message_list", "m" + i);
            }
        }
    }
}
