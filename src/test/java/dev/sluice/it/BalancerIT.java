package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.Balancer;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Redis behind a balancer that leads each connection to another server. */
class BalancerIT {
    private static final String POLLED =
            "does not signal pushes, so queues and topics are polled: two connections to this address"
                    + " lead to different servers";

    @Test
    void pollsIfSignalsCannotCome() throws Exception {
        try (RedisProcess master = RedisProcess.installed();
                RedisProcess replica = RedisProcess.installed("--replicaof", "127.0.0.1 " + master.port());
                Balancer balancer = Balancer.to(master.port(), replica.port());
                Jedis client = master.client();
                Jedis other = replica.client();
                NodeProcess node = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:" + balancer.port()), "--http-publish", "on")) {
            // Which connection leads where is chance.
            Await.until("a node that polls", () -> {
                node.awaitReady();
                boolean polls = node.process().output().contains(POLLED);
                if (!polls) {
                    node.restart();
                }
                return polls;
            });
            try (EventStream stream = EventStream.open(
                            node.uri("/sse?queue=message_list&topic=chat&topic=sse_messages"))
                    .awaitPlaced()) {
                // What is published to the master is published by its replica, too.
                Await.until(
                        "a subscriber",
                        () -> client.pubsubNumSub("sse_messages").get("sse_messages")
                                        + other.pubsubNumSub("sse_messages").get("sse_messages")
                                > 0);
                for (int i = 0; i < 5; i++) {
                    client.lpush("message_list", "message " + i);
                    client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "event " + i));
                    stream.awaitMessages(2 * i + 2);
                }
                client.publish("sse_messages", "published");
                stream.awaitMessages(11);
                assertEquals(
                        201,
                        node.post("/queues/message_list", "posted".getBytes(StandardCharsets.UTF_8))
                                .statusCode());
                stream.awaitMessages(12);
            }
        }
    }
}
