package dev.sluice.faults;

import dev.sluice.testing.Await;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis has carried out what the node asked for, and the node does not hear of it. */
class LostAnswersIT {
    private static final long SEED = 4711;

    /** A node gives up a connection that has not answered for 5 s. */
    private static final Duration OVER_PATIENCE = Duration.ofSeconds(7);

    /**
     * Cuts after which the node succeeds once. It pauses longer and longer, and if each attempt were cut, it would never
     * renew its lease.
     */
    private static final int MAX_IN_A_ROW = 5;

    /** One that keeps its lease while its requests are held: what they cost shall show, not what a lapse costs. */
    private static NodeProcess nodeBehind(FaultyLink link) throws Exception {
        return NodeProcess.start(Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:" + link.port()), "--node-lease", "30s");
    }

    private static void awaitSettled(NodeProcess node) throws Exception {
        double before = settled(node);
        Await.until("settled messages", () -> settled(node) > before);
    }

    private static double settled(NodeProcess node) throws Exception {
        return node.findMetric("sluice_settled_total").orElse(0.0);
    }

    @Test
    void lostShortOrSlowAnswersCostNothing() throws Exception {
        int cuts = Rounds.of(4, 150);
        Random random = new Random(SEED);
        try (RedisProcess redis = RedisProcess.embedded();
                FaultyLink link = FaultyLink.to(redis.port());
                NodeProcess behind = nodeBehind(link);
                NodeProcess beside = NodeProcess.start(redis);
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(behind.uri("/sse"), beside.uri("/sse")))) {
            for (int cut = 1; cut <= cuts; cut++) {
                int done = cut;
                link.delayAnswers(Duration.ofMillis(random.nextInt(4) * random.nextInt(20)));
                link.cutNextAnswer(random.nextBoolean() ? 0 : random.nextInt(2_000));
                Await.until("cut " + cut, () -> link.cuts() >= done);
                run.awaitMore(random.nextInt(200));
                if (cut % MAX_IN_A_ROW == 0) {
                    awaitSettled(behind);
                }
            }
            link.delayAnswers(Duration.ZERO);
            run.finish(Fault.ANSWER_LOST, cuts);
        }
    }

    @Tag("long")
    @Test
    @DisplayName("A request that reaches Redis after its connection was given up costs nothing")
    void lateRequestCostsNothing() throws Exception {
        int rounds = Rounds.of(1, 5);
        try (RedisProcess redis = RedisProcess.embedded();
                FaultyLink link = FaultyLink.to(redis.port());
                NodeProcess behind = nodeBehind(link);
                NodeProcess beside = NodeProcess.start(redis);
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(behind.uri("/sse"), beside.uri("/sse")))) {
            for (int round = 0; round < rounds; round++) {
                run.awaitMore(500);
                int before = link.held();
                link.holdRequests(true);
                Await.until("a request kept back", () -> link.held() > before);
                Thread.sleep(OVER_PATIENCE.toMillis());
                link.holdRequests(false);
            }
            run.awaitMore(500);
            run.finish(Fault.ANSWER_LATE, rounds);
        }
    }
}
