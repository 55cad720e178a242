package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Mode sent: what lies in this computer's kernel, because the browser reads slowly, is not delivered. */
class SlowReaderIT {
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

    private static List<String> messages(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> i + " " + "x".repeat(length))
                .toList();
    }

    private static void awaitAll(List<String> pushed, EventStream first, EventStream next) throws Exception {
        Await.until("all messages", () -> {
            Set<String> received = new HashSet<>(first.messages());
            received.addAll(next.messages());
            return received.size() == pushed.size();
        });
    }

    @Tag("long")
    @Test
    @DisplayName("A tab that reads nothing of little is cut, and its messages go to others")
    void tabThatReadsNothingIsCut() throws Exception {
        List<String> pushed = messages(20, 1_000);
        try (NodeProcess node = NodeProcess.start(redis, "--stall-timeout", "3s", "--heartbeat", "1s");
                EventStream stuck = StuckBrowser.open(node, "/sse")) {
            for (String message : pushed) {
                client.lpush("message_list", message);
            }
            node.awaitLogged("acknowledged nothing");
            assertFalse(node.process().output().contains("The kernel does not tell"));
            node.awaitConnections(0);
            try (EventStream next = EventStream.open(node.uri("/sse")).awaitMessages(1)) {
                Await.until("the rest", () -> client.llen("message_list") == 0);
                stuck.startReading();
                awaitAll(pushed, stuck, next);
            }
        }
    }

    @Tag("long")
    @Test
    void slowReaderGetsEachMessageOnce() throws Exception {
        List<String> pushed = messages(60, 1_000);
        try (NodeProcess node = NodeProcess.start(redis, "--stall-timeout", "3s");
                EventStream slow = EventStream.openSlow(node.uri("/sse"), 10_000)) {
            node.awaitConnections(1);
            for (String message : pushed) {
                client.lpush("message_list", message);
            }
            slow.awaitMessages(pushed.size());
            Await.until("all is settled", () -> node.metric("sluice_settled_total") == pushed.size());
            assertEquals(pushed, slow.messages());
            assertEquals(0, node.metric("sluice_returned_total"));
        }
    }
}
