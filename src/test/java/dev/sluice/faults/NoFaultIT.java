package dev.sluice.faults;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where nothing breaks, nothing comes twice and nothing out of order: the measure of all other runs. */
class NoFaultIT {
    @Test
    void everyMessageComesOnceAndInOrder() throws Exception {
        int rounds = Rounds.of(1, 50);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = NodeProcess.start(redis);
                NodeProcess second = NodeProcess.start(redis);
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(first.uri("/sse"), second.uri("/sse")))) {
            for (int round = 0; round < rounds; round++) {
                run.awaitMore(2_000);
            }
            run.finish(Fault.NONE, 1);
        }
    }
}
