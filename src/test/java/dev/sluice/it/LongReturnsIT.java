package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Long messages come back a few at a time: what Redis copies shows in its memory. */
class LongReturnsIT {
    private static final int MESSAGES = 40;
    private static final int MESSAGE_BYTES = 1_000_000;
    /** A few messages, and their copies. */
    private static final long MAX_COPIED_BYTES = 20L * MESSAGE_BYTES;

    private static long figure(Jedis client, String name) {
        return client.info("memory")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitWaiting(Jedis client, long messages) throws Exception {
        Await.until(messages + " messages in the queue", () -> client.llen("message_list") == messages);
    }

    /** Returns the numbers of the waiting messages, in their order. */
    private static List<String> numbers(Jedis client) {
        return IntStream.range(0, MESSAGES)
                .mapToObj(i -> client.lindex("message_list", i).substring(0, 2))
                .toList();
    }

    @Tag("long")
    @Test
    void closedBrowsersAndKilledNodesReturnLongMessages() throws Exception {
        List<EventStream> stuck = new ArrayList<>();
        List<List<String>> orders = new ArrayList<>();
        try (RedisProcess redis = RedisProcess.installed();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis, "--node-lease", "3s")) {
            for (int i = 10; i < 10 + MESSAGES; i++) {
                client.lpush("message_list", i + "x".repeat(MESSAGE_BYTES - 2));
            }
            long before = figure(client, "used_memory");
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < MESSAGES; i++) {
                    stuck.add(StuckBrowser.open(node.uri("/sse")));
                }
                awaitWaiting(client, 0);
                if (round == 0) {
                    for (EventStream stream : stuck) {
                        stream.close();
                    }
                } else {
                    node.process().kill();
                    node.restart();
                }
                awaitWaiting(client, MESSAGES);
                orders.add(numbers(client));
                long copied = figure(client, "used_memory_peak") - before;
                assertTrue(copied < MAX_COPIED_BYTES, "round " + round + " copied " + copied);
            }
            // Browsers that close one after the other may return theirs in any order; a dead node's come back as they
            // were.
            assertEquals(orders.get(0), orders.get(1));
            assertEquals(MESSAGES, Set.copyOf(orders.get(0)).size());
        } finally {
            for (EventStream stream : stuck) {
                stream.close();
            }
        }
    }
}
