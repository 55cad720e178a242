package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.PeopleList;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RegistryAtRedis;
import dev.sluice.testing.Rounds;
import dev.sluice.testing.Visitors;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/**
 * Pages come and go at random through nginx while nodes are killed and restarted and Redis is killed. After that Redis, the
 * nodes and the pages know the same connections and the same people.
 */
class RegistryStormIT {
    private static final long SEED = 4711;

    private static final int CONNECTIONS = Rounds.of(300, 3_000);
    private static final int STAYING = Rounds.of(12, 60);
    private static final int TOPICS = Rounds.of(3, 6);
    private static final int ROUNDS = Rounds.of(1, 6);
    private static final int LEAVING_PER_SECOND = Rounds.of(60, 300);
    /** Streams that are opened between two faults. */
    private static final int PAUSE = CONNECTIONS / 4;
    /** So few of each topic that an event names all of them. */
    private static final int LEAVING_AT_LAST = 8 * TOPICS;
    /** More than one, since a node that is slower than its lease is missed for a moment. */
    private static final int MAX_ATTEMPTS = 5;

    private final Random random = new Random(SEED);

    @Test
    void allKnowTheSameAfterwards() throws Exception {
        long start = System.nanoTime();
        List<String> topics =
                IntStream.range(0, TOPICS).mapToObj(i -> "room:" + i).toList();
        try (RedisProcess redis = RedisProcess.installed("--appendonly", "yes", "--appendfsync", "always");
                NodeProcess first = start(redis);
                NodeProcess second = start(redis);
                NodeProcess third = start(redis);
                NginxProcess nginx = NginxProcess.toNodes(first.port(), second.port(), third.port());
                Visitors visitors = Visitors.open(
                        CONNECTIONS, STAYING, URI.create("http://127.0.0.1:" + nginx.port()), topics, SEED)) {
            List<NodeProcess> nodes = List.of(first, second, third);
            visitors.leavePerSecond(LEAVING_PER_SECOND);
            for (int round = 0; round < ROUNDS; round++) {
                breakThings(round, redis, nodes, visitors);
            }
            visitors.leavePerSecond(0);
            double seconds = (System.nanoTime() - start) / 1e9;
            int opened = visitors.opened();

            visitors.awaitHere();
            LifecycleBalance balance = check(redis, nodes, visitors);
            System.out.printf(
                    "%,d connections, %,d streams opened in %.0f s, %d rounds of faults, %s, seed %d%n",
                    CONNECTIONS, opened, seconds, ROUNDS, balance, SEED);
        }
    }

    private static NodeProcess start(RedisProcess redis) throws Exception {
        return NodeProcess.start(
                redis,
                "--topics",
                "room:*",
                "--presence",
                "room:*",
                "--queues",
                Visitors.QUEUE,
                "--lifecycle",
                "on",
                "--admin-token",
                RegistryCheck.ADMIN,
                "--node-lease",
                "2s",
                "--retry",
                "200ms");
    }

    private static LifecycleBalance check(RedisProcess redis, List<NodeProcess> nodes, Visitors visitors)
            throws Exception {
        try (UnifiedJedis client = redis.sharedClient();
                RegistryAtRedis registry = new RegistryAtRedis(redis.url(), client)) {
            RegistryCheck check = new RegistryCheck(client, nodes, visitors);
            check.awaitEqual();
            awaitAnswers(visitors);
            visitors.people().forEach(PeopleList::askAgain);
            awaitAnswers(visitors);
            check.awaitPeopleKnown();
            leaveAndComeBack(visitors, check);
            LifecycleBalance balance = new LifecycleBalance(registry.lifecycle("0-0"));
            balance.assertOpen(visitors.visits());
            assertTrue(
                    balance.reasons().contains("node lost"), balance.reasons().toString());
            return balance;
        }
    }

    private static void awaitAnswers(Visitors visitors) throws Exception {
        Await.until("answers to all questions", () -> visitors.people().stream().allMatch(PeopleList::isSettled));
    }

    /** Kills a node and Redis, in some rounds both at once, and restarts a node. */
    private void breakThings(int round, RedisProcess redis, List<NodeProcess> nodes, Visitors visitors)
            throws Exception {
        visitors.awaitMore(PAUSE);
        NodeProcess victim = nodes.get(random.nextInt(nodes.size()));
        victim.process().kill();
        if (round % 2 == 0) {
            visitors.awaitMore(PAUSE);
            victim.restart();
            visitors.awaitMore(PAUSE);
        }
        redis.kill();
        redis.start();
        if (round % 2 == 1) {
            visitors.awaitMore(PAUSE);
            victim.restart();
        }
        visitors.awaitMore(PAUSE);
        nodes.get(random.nextInt(nodes.size())).restart();
        visitors.awaitMore(PAUSE);
    }

    /** In a quiet in which no page asks again, those that stay hear of everyone. */
    private static void leaveAndComeBack(Visitors visitors, RegistryCheck check) throws Exception {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            List<Integer> asked = asked(visitors);
            for (boolean away : new boolean[] {true, false}) {
                visitors.stayAway(LEAVING_AT_LAST, away);
                visitors.awaitHere();
                check.awaitEqual();
                check.awaitPeopleKnown();
            }
            if (asked(visitors).equals(asked)) {
                return;
            }
        }
        throw new AssertionError("pages asked again in each attempt");
    }

    private static List<Integer> asked(Visitors visitors) {
        return visitors.people().stream().map(PeopleList::asked).toList();
    }
}
