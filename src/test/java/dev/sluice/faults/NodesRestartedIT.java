package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All nodes behind nginx are stopped and started in turn, as for a new version. */
class NodesRestartedIT {
    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        int restarts = Rounds.of(1, 15);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = start(redis);
                NodeProcess second = start(redis);
                NodeProcess third = start(redis);
                NginxProcess nginx = NginxProcess.toNodes(first.port(), second.port(), third.port());
                FaultRun run = FaultRun.start(
                        redis.sharedClient(), List.of(URI.create("http://127.0.0.1:" + nginx.port() + "/sse")))) {
            for (int restart = 0; restart < restarts; restart++) {
                NodeProcess node = List.of(first, second, third).get(restart % 3);
                run.awaitMore(500);
                node.stop();
                assertEquals(0, node.process().exitValue(), "the node was killed, not stopped");
                node.restart();
                node.awaitReady();
            }
            run.browsers().awaitOpen(FaultRun.BROWSERS);
            run.finish(Fault.NODES_RESTARTED, restarts);
        }
    }

    private static NodeProcess start(RedisProcess redis) throws Exception {
        return NodeProcess.start(redis, "--drain-time", "1s", "--retry", "200ms");
    }
}
