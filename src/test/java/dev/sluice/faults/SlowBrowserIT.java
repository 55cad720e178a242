package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** In mode sent: what lies in the node's kernel, because a browser reads slowly, is not delivered. */
class SlowBrowserIT {
    private static final Duration ARRIVAL = Duration.ofSeconds(5);

    /** Ends the slow stream, or waits until the node does. */
    private interface End {
        void of(EventStream slow, NodeProcess node) throws Exception;
    }

    @Tag("long")
    @Test
    void closedSlowTabTakesNothingWithIt() throws Exception {
        run(Fault.SLOW_TAB_CLOSED, "30s", 200, 1_000, 20_000, (slow, node) -> {
            slow.awaitMessages(12);
            slow.close();
            int had = slow.messages().size();
            assertTrue(had < 150, "it has read some of them: " + had);
        });
    }

    @Test
    void cutBrowsersUnacknowledgedMessagesGoToOthers() throws Exception {
        run(Fault.SLOW_BROWSER_CUT, "3s", 7, 64_000, 2_000, (slow, node) -> node.awaitConnections(0));
    }

    private static void run(Fault fault, String stallTimeout, int messages, int length, int bytesPerSecond, End end)
            throws Exception {
        int rounds = Rounds.of(1, 10);
        int lost = 0;
        int duplicates = 0;
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis, "--stall-timeout", stallTimeout)) {
            for (int round = 0; round < rounds; round++) {
                Set<String> pushed = new HashSet<>();
                List<String> received = new ArrayList<>();
                try (EventStream slow = EventStream.openSlow(node.uri("/sse"), bytesPerSecond)) {
                    node.awaitConnections(1);
                    for (int i = 0; i < messages; i++) {
                        String message = round + "." + i + " " + "x".repeat(length);
                        pushed.add(message);
                        client.lpush("message_list", message);
                    }
                    end.of(slow, node);
                    Await.until("its end", slow::isEnded);
                    received.addAll(slow.messages());
                }
                try (EventStream next = EventStream.open(node.uri("/sse"))) {
                    Await.isTrueWithin(ARRIVAL, () -> union(received, next).equals(pushed));
                    received.addAll(next.messages());
                    Await.until(
                            "nothing is left",
                            () -> client.keys("*essage_list*").isEmpty());
                }
                node.awaitConnections(0);
                pushed.removeAll(received);
                lost += pushed.size();
                duplicates += received.size() - new HashSet<>(received).size();
            }
        }
        Figures.enter(fault, rounds, rounds * messages, lost, duplicates, 0);
        assertEquals(0, lost, "lost");
    }

    private static Set<String> union(List<String> some, EventStream others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others.messages());
        return all;
    }
}
