package dev.sluice.faults;

import dev.sluice.testing.Acknowledger;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes die in the middle of their work, one after the other, and come back at once or late. */
class NodeKilledIT {
    private static final long SEED = 4711;

    @Test
    void othersReturnClaimsOfADeadNode() throws Exception {
        killAtRandom("sent", Fault.NODE_KILLED, Rounds.of(1, 100), FaultRun.PASSIVE);
    }

    @Tag("long")
    @Test
    void theOthersReturnWhatNobodyHadConfirmed() throws Exception {
        killAtRandom("client", Fault.NODE_KILLED_CONFIRMED, 30, new Acknowledger());
    }

    @Tag("long")
    @Test
    void whatIsPoppedIsNeverReturned() throws Exception {
        killAtRandom("none", Fault.NODE_KILLED_POPPED, 10, FaultRun.PASSIVE);
    }

    private static void killAtRandom(String mode, Fault fault, int kills, Browsers.Listener listener) throws Exception {
        Random random = new Random(SEED);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = start(redis, mode);
                NodeProcess second = start(redis, mode);
                NodeProcess third = start(redis, mode);
                FaultRun run = FaultRun.start(
                        redis.sharedClient(),
                        List.of(first.uri("/sse"), second.uri("/sse"), third.uri("/sse")),
                        listener)) {
            for (int kill = 0; kill < kills; kill++) {
                run.awaitMore(1 + random.nextInt(2_000));
                NodeProcess victim = List.of(first, second, third).get(random.nextInt(3));
                victim.process().kill();
                if (random.nextBoolean()) {
                    run.browsers().awaitOpen(FaultRun.BROWSERS); // at the others
                    run.awaitMore(random.nextInt(6_000)); // which, mostly, find out meanwhile
                }
                victim.restart();
            }
            run.awaitMore(500);
            run.finish(fault, kills);
        }
    }

    @Tag("long")
    @Test
    void restartedLoneNodeFindsItsClaims() throws Exception {
        int kills = Rounds.of(1, 10);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = start(redis, "sent");
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(node.uri("/sse")))) {
            for (int kill = 0; kill < kills; kill++) {
                run.awaitMore(1_000);
                node.process().kill();
                node.restart();
            }
            run.awaitMore(500);
            run.finish(Fault.ONLY_NODE_KILLED, kills);
        }
    }

    private static NodeProcess start(RedisProcess redis, String mode) throws Exception {
        return NodeProcess.start(redis, "--node-lease", "3s", "--retry", "200ms", "--queue-ack", mode);
    }
}
