package dev.sluice.faults;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis dies in the middle of its work. */
class RedisKilledIT {
    private static final long SEED = 4711;

    @Test
    void syncedAppendOnlyFileLosesNothing() throws Exception {
        kill(Fault.REDIS_KILLED, Rounds.of(1, 50), "--appendonly", "yes", "--appendfsync", "always");
    }

    @Tag("long")
    @Test
    @DisplayName("Without a file nothing is lost but what Redis has forgotten")
    void losesOnlyWhatRedisForgot() throws Exception {
        kill(Fault.REDIS_EMPTIED, Rounds.of(1, 20));
    }

    private static void kill(Fault fault, int kills, String... settings) throws Exception {
        Random random = new Random(SEED);
        try (RedisProcess redis = RedisProcess.installed(settings);
                NodeProcess first = NodeProcess.start(redis);
                NodeProcess second = NodeProcess.start(redis);
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(first.uri("/sse"), second.uri("/sse")))) {
            for (int kill = 0; kill < kills; kill++) {
                run.awaitMore(1 + random.nextInt(2_000));
                redis.kill();
                redis.start();
                run.browsers().broke(first.uri("/sse"));
                run.browsers().broke(second.uri("/sse"));
            }
            run.awaitMore(500);
            run.finish(fault, kills);
        }
    }
}
