package dev.sluice.faults;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import dev.sluice.testing.WarProcess.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two kinds of servlet containers are stopped in turn while messages flow; WarStopIT stops a third kind in each run. */
class ContainersStoppedIT {
    @Tag("long")
    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                WarProcess tomcat = start(Container.TOMCAT, redis);
                WarProcess jetty = start(Container.JETTY, redis);
                FaultRun run = FaultRun.start(
                        redis.sharedClient(), List.of(tomcat.uri("/sse"), node.uri("/sse"), jetty.uri("/sse")))) {
            for (WarProcess each : List.of(tomcat, jetty)) {
                run.awaitMore(2_000);
                each.close();
            }
            run.awaitMore(2_000);
            run.finish(Fault.CONTAINERS_STOPPED, 2);
        }
    }

    private static WarProcess start(Container container, RedisProcess redis) throws Exception {
        return WarProcess.start(container, Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_DRAIN_TIME", "2s"), "");
    }
}
