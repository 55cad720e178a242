package dev.sluice.faults;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All nodes are restarted in turn, as for a new version. */
class NodesRestartedIT {
    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        int rounds = Rounds.of(1, 20);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = start(redis);
                NodeProcess second = start(redis);
                NodeProcess third = start(redis);
                FaultRun run = FaultRun.start(
                        redis.sharedClient(), List.of(first.uri("/sse"), second.uri("/sse"), third.uri("/sse")))) {
            for (int round = 0; round < rounds; round++) {
                for (NodeProcess node : List.of(first, second, third)) {
                    run.awaitMore(500);
                    node.restart();
                }
            }
            run.awaitMore(500);
            run.finish(Fault.NODES_RESTARTED, 3 * rounds);
        }
    }

    private static NodeProcess start(RedisProcess redis) throws Exception {
        return NodeProcess.start(redis, "--drain-time", "1s", "--retry", "200ms");
    }
}
