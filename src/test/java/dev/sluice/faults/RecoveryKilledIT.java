package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.QueueContents;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** A node dies while it returns what another one had claimed of many queues. */
class RecoveryKilledIT {
    private static final int BROWSERS = 10;
    private static final int QUEUES_EACH = Rounds.of(30, 100);
    private static final int QUEUES = BROWSERS * QUEUES_EACH;
    private static final int MESSAGES_EACH = 20;
    private static final int KILLS = Rounds.of(1, 3);

    /** Each answer takes so long that a recovery is seen half-way. */
    private static final Duration SLOW = Duration.ofMillis(50);

    @Tag("long")
    @Test
    void nextNodeReturnsTheRestInOrder() throws Exception {
        int rounds = Rounds.of(1, 10);
        int lost = 0;
        int duplicated = 0;
        int reordered = 0;
        for (int round = 0; round < rounds; round++) {
            try (RedisProcess redis = RedisProcess.embedded();
                    FaultyLink link = FaultyLink.to(redis.port());
                    UnifiedJedis client = redis.sharedClient()) {
                claimAll(redis, client);
                link.delayAnswers(SLOW);
                for (int kill = 0; kill < KILLS; kill++) {
                    recoverHalfWay(link, client);
                }
                try (NodeProcess last = node(redis.port())) {
                    Await.until("all returned", () -> processingLists(client) == 0);
                }
                for (int queue = 0; queue < QUEUES; queue++) {
                    List<String> pushed = messages(queue);
                    List<String> waiting =
                            QueueContents.of(client, "inbox:" + queue).waiting();
                    int different = new HashSet<>(waiting).size();
                    lost += pushed.size() - different;
                    duplicated += waiting.size() - different;
                    reordered += waiting.equals(pushed) ? 0 : 1;
                }
            }
        }
        Figures.enter(
                Fault.RECOVERY_KILLED, rounds * KILLS, rounds * QUEUES * MESSAGES_EACH, lost, duplicated, reordered);
        assertEquals(0, lost, "lost");
        assertEquals(0, duplicated, "duplicated");
        assertEquals(0, reordered, "queues that are not as they were");
    }

    /** Has a node claim all messages and die. */
    private static void claimAll(RedisProcess redis, UnifiedJedis client) throws Exception {
        Ledger ledger = new Ledger();
        try (NodeProcess node =
                NodeProcess.start(redis, "--queues", "inbox:*", "--node-lease", "3s", "--settle-delay", "60s")) {
            List<URI> addresses = IntStream.range(0, BROWSERS)
                    .mapToObj(browser -> node.uri("/sse?"
                            + IntStream.range(0, QUEUES_EACH)
                                    .mapToObj(queue -> "queue=inbox:" + (browser * QUEUES_EACH + queue))
                                    .collect(Collectors.joining("&"))))
                    .toList();
            try (Browsers browsers = Browsers.open(BROWSERS, addresses, ledger)) {
                browsers.awaitOpen(BROWSERS);
                for (int queue = 0; queue < QUEUES; queue++) {
                    client.lpush("inbox:" + queue, messages(queue).toArray(String[]::new));
                }
                Await.until("all messages", () -> ledger.received() == QUEUES * MESSAGES_EACH);
                node.process().kill();
            }
        }
        assertEquals(QUEUES, processingLists(client));
    }

    private static List<String> messages(int queue) {
        return IntStream.range(queue * MESSAGES_EACH, (queue + 1) * MESSAGES_EACH)
                .mapToObj(String::valueOf)
                .toList();
    }

    private static void recoverHalfWay(FaultyLink link, UnifiedJedis client) throws Exception {
        int before = processingLists(client);
        link.holdRequests(true); // or it would recover, perhaps all, while it is still waited for
        try (NodeProcess node = node(link.port())) {
            link.holdRequests(false);
            Await.until("a recovery under way", () -> processingLists(client) < before);
            node.process().kill();
        }
    }

    private static NodeProcess node(int redisPort) throws Exception {
        return NodeProcess.start(Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:" + redisPort), "--node-lease", "1s");
    }

    private static int processingLists(UnifiedJedis client) {
        return client.keys("sluice:*:processing:*").size();
    }
}
