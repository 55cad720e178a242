package dev.sluice.faults;

import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A node stands still for longer than its lease, as a machine that is suspended does, and goes on as if nothing was. */
class NodePausedIT {
    private static final long SEED = 4711;

    /** So long that nothing that was unsettled at its beginning explains a duplicate after its end. */
    private static final Duration PAUSE = Duration.ofSeconds(6);

    /** So that the node is stopped, mostly, while it waits for messages that are its own when it asks for them. */
    private static final Duration SLOW = Duration.ofMillis(10);

    @Test
    @DisplayName("A node that wakes up neither writes nor settles what it no longer owns")
    void wokenNodeTouchesNoLostClaims() throws Exception {
        int pauses = Rounds.of(1, 20);
        Random random = new Random(SEED);
        try (RedisProcess redis = RedisProcess.embedded();
                FaultyLink link = FaultyLink.to(redis.port());
                NodeProcess sleeper = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:" + link.port()),
                        "--node-lease",
                        "3s",
                        "--retry",
                        "200ms");
                NodeProcess other = NodeProcess.start(redis, "--node-lease", "3s", "--retry", "200ms");
                FaultRun run = FaultRun.start(redis.sharedClient(), List.of(sleeper.uri("/sse"), other.uri("/sse")))) {
            link.delayAnswers(SLOW);
            for (int pause = 0; pause < pauses; pause++) {
                run.awaitMore(1 + random.nextInt(2_000));
                sleeper.process().signal("STOP");
                run.browsers().broke(sleeper.uri("/sse"));
                Thread.sleep(PAUSE.toMillis());
                sleeper.process().signal("CONT");
                run.browsers().awaitOpen(FaultRun.BROWSERS);
            }
            run.awaitMore(2_000);
            run.finish(Fault.NODE_PAUSED, pauses);
        }
    }
}
