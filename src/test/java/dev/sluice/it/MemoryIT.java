package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Nodes with little memory, whose browsers take nothing of much. */
class MemoryIT {
    private static final int BROWSERS = 130;
    private static final int MESSAGES = 200;
    private static final String BIG = "x".repeat(1_048_500);

    /** Out of memory is an end, whether or not the node has survived it. */
    private static final String OUT_OF_MEMORY = "OutOfMemoryError";

    private final List<EventStream> stuck = new ArrayList<>();
    private RedisProcess redis;
    private Jedis client;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        for (EventStream stream : stuck) {
            stream.close();
        }
        node.close();
        client.close();
        redis.close();
    }

    private void startNode(String jvmOptions) throws Exception {
        node = NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", redis.url(), "JAVA_TOOL_OPTIONS", jvmOptions),
                "--queues",
                "message_list,inbox:*",
                "--topics",
                "chat,room:*",
                "--pubsub-topics",
                "ticker:*");
    }

    private void openStuck(int count, String query) throws Exception {
        for (int i = 0; i < count; i++) {
            stuck.add(StuckBrowser.open(node.uri("/sse?" + query.replace("#", String.valueOf(i)))));
        }
        // The first ones may be closed for memory before the last ones are open.
        Await.until(
                "all browsers to be open, or to have been",
                () -> node.metric("sluice_connections") + node.metric("sluice_connections_closed_for_memory_total")
                        >= stuck.size());
    }

    private void awaitClosedForMemory() throws Exception {
        Await.until(
                "connections to be closed for it",
                () -> node.metric("sluice_connections_closed_for_memory_total") > 10);
    }

    private void assertDelivers() throws Exception {
        try (EventStream stream = EventStream.open(
                        node.uri("/sse?queue=inbox:healthy&topic=room:healthy&topic=ticker:healthy"))
                .awaitConnected()) {
            stream.awaitPlaced();
            Await.subscriber(client, "ticker:healthy");
            client.lpush("inbox:healthy", "from a queue");
            client.xadd("room:healthy", StreamEntryID.NEW_ENTRY, Map.of("data", "of a topic"));
            client.publish("ticker:healthy", "published");
            stream.awaitMessages(3);
        }
        assertEquals(200, node.get("/health/live").statusCode());
        assertFalse(
                node.process().output().contains(OUT_OF_MEMORY), node.process().output());
        assertTrue(node.process().isAlive());
    }

    @Tag("long")
    @Test
    void stuckBrowsersOfOneQueueAreClosed() throws Exception {
        startNode("-Xmx128m");
        openStuck(BROWSERS, "queue=message_list");
        for (int i = 0; i < MESSAGES; i++) {
            client.lpush("message_list", i + BIG);
        }
        awaitClosedForMemory();
        assertDelivers();
    }

    @Test
    void stuckBrowsersOfOwnQueuesAreClosed() throws Exception {
        startNode("-Xmx128m");
        openStuck(BROWSERS, "queue=inbox:#");
        for (int i = 0; i < MESSAGES; i++) {
            client.lpush("inbox:" + i % BROWSERS, i + BIG);
        }
        awaitClosedForMemory();
        assertDelivers();
    }

    @Tag("long")
    @Test
    void stuckBrowsersOfOwnTopicsAreClosed() throws Exception {
        startNode("-Xmx128m");
        openStuck(MESSAGES, "topic=room:#");
        for (int i = 0; i < 2 * MESSAGES; i++) {
            client.xadd("room:" + i % MESSAGES, StreamEntryID.NEW_ENTRY, Map.of("data", i + BIG));
        }
        awaitClosedForMemory();
        assertDelivers();
    }

    @Test
    void twoTopicsOnEachStreamAndTheirPast() throws Exception {
        startNode("-Xmx128m");
        for (int i = 0; i < MESSAGES; i++) {
            client.xadd("room:" + i % 2, StreamEntryID.NEW_ENTRY, Map.of("data", i + BIG));
        }
        openStuck(BROWSERS, "topic=room:0&topic=room:1&last=50");
        awaitClosedForMemory();
        assertDelivers();
    }

    @Tag("long")
    @Test
    @DisplayName("Messages of empty lines, which are seven times as long as events")
    void messagesOfEmptyLines() throws Exception {
        String lines = "\n".repeat(BIG.length());
        startNode("-Xmx128m");
        openStuck(BROWSERS, "queue=inbox:#");
        for (int i = 0; i < BROWSERS; i++) {
            client.lpush("inbox:" + i, i + lines);
        }
        awaitClosedForMemory();
        assertDelivers();
        openStuck(BROWSERS, "topic=room:#&topic=chat");
        for (int i = 0; i < BROWSERS; i++) {
            client.xadd("room:" + i, StreamEntryID.NEW_ENTRY, Map.of("data", i + lines));
        }
        assertDelivers();
    }

    @Tag("long")
    @Test
    void publishedTopicsOfTheirOwn() throws Exception {
        startNode("-Xmx128m");
        openStuck(MESSAGES, "topic=ticker:#");
        for (int i = 0; i < 2 * MESSAGES; i++) {
            client.publish("ticker:" + i % MESSAGES, i + BIG);
        }
        assertDelivers();
    }

    @Test
    void nodeEndsIfMemoryRunsOut() throws Exception {
        startNode("-XX:MaxDirectMemorySize=1m");
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=chat")).awaitPlaced()) {
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", BIG));
            Await.until("the end of the stream", stream::isEnded);
            Await.until("the end of the node", () -> !node.process().isAlive());
            assertEquals(70, node.process().exitValue());
            assertTrue(
                    node.process()
                            .output()
                            .contains(
                                    "Delivery failed and cannot continue; this node stops delivering: java.lang.OutOfMemoryError"),
                    node.process().output());
        }
    }
}
