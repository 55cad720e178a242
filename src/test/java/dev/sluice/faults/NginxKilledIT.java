package dev.sluice.faults;

import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The proxy in front of two nodes dies, or reads its configuration again. */
class NginxKilledIT {
    private static final long SEED = 4711;

    @Test
    void repeatsTheUnsettledAndNoBrowserGivesUp() throws Exception {
        int rounds = Rounds.of(1, 20);
        Random random = new Random(SEED);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = NodeProcess.start(redis, "--retry", "200ms");
                NodeProcess second = NodeProcess.start(redis, "--retry", "200ms");
                NginxProcess nginx = NginxProcess.toNodes(first.port(), second.port());
                FaultRun run = FaultRun.start(
                        redis.sharedClient(), List.of(URI.create("http://127.0.0.1:" + nginx.port() + "/sse")))) {
            for (int round = 0; round < rounds; round++) {
                run.awaitMore(1 + random.nextInt(2_000));
                nginx.kill();
                nginx.start();
                run.browsers().awaitOpen(FaultRun.BROWSERS);
                run.awaitMore(1 + random.nextInt(2_000));
                nginx.reload();
            }
            run.browsers().awaitOpen(FaultRun.BROWSERS);
            run.awaitMore(500);
            run.finish(Fault.NGINX_KILLED, 2 * rounds);
        }
    }
}
