package dev.sluice.faults;

import dev.sluice.testing.MovingMaster;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The master becomes a replica behind its own address, which leads to the new one; open connections stay at the old. */
class MasterSwappedIT {
    @Tag("long")
    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        try (MovingMaster redis = MovingMaster.start()) {
            AtomicReference<RedisProcess> master = new AtomicReference<>(redis.old());
            Map<String, String> environment = Map.of("SLUICE_REDIS_URL", redis.url());
            try (NodeProcess node = NodeProcess.start(environment);
                    NodeProcess other = NodeProcess.start(environment);
                    FaultRun run = FaultRun.start(
                            new ReplicatedQueue(master::get), List.of(node.uri("/sse"), other.uri("/sse")))) {
                run.awaitMore(2_000);
                redis.swap();
                master.set(redis.successor());
                run.awaitMore(2_000);
                run.finish(Fault.MASTER_SWAPPED, 1);
            }
        }
    }
}
