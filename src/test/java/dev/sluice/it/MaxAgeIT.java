package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
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
              left: {take-from: left}
              "inbox:*":
              "news:*": {expired: drop}
              "kept:*": {max-age: none}
            topics:
              "job:*": {idle-ttl: 2s}
              chat:
            """;

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start("--config", ConfigFile.of(SETTINGS));
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
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
        push(queue, "old");
        Await.until("a dead letter", () -> nodes.client().llen(dead) == 1);
        String letter = nodes.client().lindex(dead, 0);
        assertTrue(letter.startsWith("{\"reason\":\"has waited longer than the max-age of 2 s\""), letter);
        assertTrue(letter.endsWith("\nold"), letter);
        push(queue, "young");
        try (EventStream page = EventStream.open(nodes.node().uri("/sse?queue=" + queue))) {
            assertEquals(List.of("young"), page.awaitMessages(1).messages());
        }
        String label = "{queue=\"" + entry + "\"}";
        assertEquals(1, metric("sluice_queue_expired_total" + label), "on one node");
        assertEquals(1, metric("sluice_dead_letters_total" + label), "on one node");
    }

    @Test
    void droppedMessagesAreCountedAndGone() throws Exception {
        push("news:1", "old");
        push("kept:1", "old");
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
                EventStream.open(nodes.node().uri("/sse?queue=confirmed")).awaitConnected()) {
            push("confirmed", "claimed");
            page.awaitMessages(1);
            push("confirmed", "waits");
            Await.until("it expires", () -> !nodes.client().exists("confirmed"));
            assertEquals(
                    1, nodes.client().keys("sluice:{confirmed}:processing:*").size());
        }
        Await.until("it is back", () -> nodes.client().llen("confirmed") == 1);
        nodes.client().del("confirmed", "sluice:{confirmed}:dead");
    }

    @Test
    void subscribersOfARemovedTopicStay() throws Exception {
        nodes.client().xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "stays"));
        try (EventStream page =
                EventStream.open(nodes.node().uri("/sse?topic=job:7")).awaitConnected()) {
            page.awaitPlaced();
            for (int i = 1; i <= 2; i++) {
                nodes.client().xadd("job:7", StreamEntryID.NEW_ENTRY, Map.of("data", "m" + i));
                page.awaitMessages(i);
                Await.until("the topic is idle", () -> !nodes.client().exists("job:7"));
            }
            nodes.client().xadd("job:7", StreamEntryID.NEW_ENTRY, Map.of("data", "m3"));
            assertEquals(List.of("m1", "m2", "m3"), page.awaitMessages(3).messages());
            assertTrue(
                    page.events().stream().noneMatch(event -> event.type().equals("sluice:gap")),
                    page.events().toString());
        }
        Await.until("the topic is idle", () -> !nodes.client().exists("job:7"));
        Await.until("all are counted", () -> metric("sluice_topic_idle_removed_total") == 3);
        assertTrue(nodes.client().exists("chat"), "which has no idle-ttl");
    }
}
