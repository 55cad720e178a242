package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.TwoNodes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.StreamEntryID;

/** Messages and topics that nobody has any more go by their age, on two nodes that have the same settings. */
@Execution(ExecutionMode.SAME_THREAD)
class MaxAgeIT {
    private static final String SETTINGS = """
            queue-max-age: 2s
            queues:
              message_list:
              confirmed: {ack: client}
              popped: {ack: none}
              held: {ack: client, visibility-timeout: 10s}
              left: {take-from: left}
              "inbox:*":
              "news:*": {expired: drop}
              "kept:*": {max-age: none}
            topics:
              "job:*": {idle-ttl: 1s}
              chat:
            """;

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        // The Redis in the jar, which is older, does not say what is gone from a stream.
        nodes = TwoNodes.start(RedisProcess.installed(), "--config", ConfigFile.of(SETTINGS));
        // All at once, so that they need their time once.
        for (String queue : List.of("message_list", "inbox:42", "confirmed", "popped", "left", "news:1", "kept:1")) {
            push(queue, "old");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(nodes);
    }

    private static void push(String queue, String message) {
        if (queue.equals("left")) {
            nodes.client().rpush(queue, message);
        } else {
            nodes.client().lpush(queue, message);
        }
    }

    private static double metric(String name) throws Exception {
        double sum = 0;
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            sum += node.metric(name);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "message_list, message_list",
        "inbox:42, inbox:*",
        "confirmed, confirmed",
        "popped, popped",
        "left, left"
    })
    void whoComesLaterGetsOnlyYoungMessages(String queue, String entry) throws Exception {
        String dead = "sluice:{" + queue + "}:dead";
        Await.until("a dead letter", () -> nodes.client().llen(dead) == 1);
        String letter = nodes.client().lindex(dead, 0);
        assertTrue(letter.startsWith("{\"reason\":\"has waited longer than the max-age of 2 s\""), letter);
        assertTrue(letter.endsWith("\nold"), letter);
        push(queue, "young");
        try (EventStream page = EventStream.open(nodes.node().uri("/sse?queue=" + queue))) {
            assertEquals(List.of("young"), page.awaitMessages(1).messages());
            Await.until("no ages are left", () -> !nodes.client().exists("sluice:{" + queue + "}:ages"));
        }
        String label = "{queue=\"" + entry + "\"}";
        assertEquals(1, metric("sluice_queue_expired_total" + label), "on one node");
        assertEquals(1, metric("sluice_dead_letters_total" + label), "on one node");
    }

    @Test
    void droppedMessagesAreCountedAndGone() throws Exception {
        String name = "sluice_queue_expired_total{queue=\"news:*\"}";
        Await.until("it is dropped", () -> !nodes.client().exists("news:1"));
        Await.until("it is counted", () -> metric(name) == 1);
        assertFalse(nodes.client().exists("sluice:{news:1}:dead"));
        assertEquals(1, nodes.client().llen("kept:1"), "which has no max-age");
        assertFalse(nodes.client().exists("sluice:{kept:1}:ages"));
        String line = "1 messages of the queue \"news:*\"";
        Await.until(
                "a line in a log",
                () -> nodes.node().logged(line) + nodes.other().logged(line) == 1);
    }

    @Test
    void claimedMessagesDoNotExpire() throws Exception {
        try (EventStream page =
                EventStream.open(nodes.node().uri("/sse?queue=held")).awaitConnected()) {
            push("held", "claimed");
            page.awaitMessages(1);
            push("held", "waits");
            Await.until("it expires", () -> !nodes.client().exists("held"));
            assertEquals(1, nodes.client().keys("sluice:{held}:processing:*").size());
        }
        Await.until("it is back", () -> nodes.client().llen("held") == 1);
    }

    @Test
    void subscribersOfARemovedTopicStay() throws Exception {
        nodes.client().xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "stays"));
        try (EventStream page =
                EventStream.open(nodes.node().uri("/sse?topic=job:7")).awaitConnected()) {
            page.awaitPlaced();
            nodes.client().xadd("job:7", StreamEntryID.NEW_ENTRY, Map.of("data", "m1"));
            page.awaitMessages(1);
            Await.until("the topic is idle", () -> !nodes.client().exists("job:7"));
            nodes.client().xadd("job:7", StreamEntryID.NEW_ENTRY, Map.of("data", "m2"));
            assertEquals(List.of("m1", "m2"), page.awaitMessages(2).messages());
            assertTrue(
                    page.events().stream().noneMatch(event -> event.type().equals("sluice:gap")),
                    page.events().toString());
        }
        Await.until("the topic is idle", () -> !nodes.client().exists("job:7"));
        Await.until("all are counted", () -> metric("sluice_topic_idle_removed_total") == 2);
        assertTrue(nodes.client().exists("chat"), "which has no idle-ttl");
    }
}
