package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** EXPIRE on a queue holds for messages that were claimed and come back. */
class ExpiryIT {
    private RedisProcess redis;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        redis.close();
    }

    /** Both messages, and nothing is left in the queue. */
    private EventStream claimBoth(NodeProcess node, long seconds) throws Exception {
        EventStream page = EventStream.open(node.uri("/sse"));
        node.awaitConnections(1);
        try (var transaction = client.multi()) {
            transaction.lpush("message_list", "a", "b");
            transaction.expire("message_list", seconds);
            transaction.exec();
        }
        page.awaitMessages(2);
        Await.until("both are claimed", () -> !client.exists("message_list"));
        return page;
    }

    private void assertBackWithItsTime(long seconds) throws Exception {
        Await.until("both are back", () -> client.llen("message_list") == 2);
        long left = client.ttl("message_list");
        assertTrue(left > seconds - 60 && left <= seconds, "seconds to live: " + left);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void closedTabsMessagesKeepTheirTime() throws Exception {
        try (NodeProcess node = NodeProcess.start(redis)) {
            claimBoth(node, 1_000).close();
            assertBackWithItsTime(1_000);
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void killedNodesMessagesKeepTheirTime() throws Exception {
        NodeProcess killed = NodeProcess.start(redis, "--node-lease", "3s", "--settle-delay", "1m");
        claimBoth(killed, 1_000);
        killed.process().kill();
        try (NodeProcess other = NodeProcess.start(redis, "--node-lease", "3s")) {
            assertBackWithItsTime(1_000);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void expiredMessagesDoNotComeBack() throws Exception {
        try (NodeProcess node = NodeProcess.start(redis, "--settle-delay", "1m")) {
            EventStream page = claimBoth(node, 3);
            Thread.sleep(3_500);
            page.close();
            Await.until("both were returned", () -> node.metric("sluice_returned_total") == 2);
            assertFalse(client.exists("message_list"));
            client.lpush("message_list", "c");
            assertEquals(-1, client.ttl("message_list"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void persistedQueueGetsNoEarlierTimeBack() throws Exception {
        try (NodeProcess node = NodeProcess.start(redis, "--settle-delay", "100ms")) {
            try (EventStream page = claimBoth(node, 1_000)) {
                Await.until("all is settled", () -> node.metric("sluice_settled_total") == 2);
                client.lpush("message_list", "c");
                page.awaitMessages(3);
            }
            Await.until("it is back", () -> client.llen("message_list") == 1);
            assertEquals(-1, client.ttl("message_list"));
        }
    }
}
