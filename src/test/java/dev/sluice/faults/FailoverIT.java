package dev.sluice.faults;

import dev.sluice.testing.Await;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.SentinelProcesses;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The master of the queue dies and its replica takes over, or the queue moves to another master. With the profile
 * {@code reliability} only: what takes most of the time here, to build a cluster, ClusterIT and SentinelIT do already in
 * every verify, and break it once.
 */
@EnabledIfSystemProperty(named = "test.reliability", matches = "true")
class FailoverIT {
    private static final long SEED = 4711;

    private static final int KILLS = 10;
    private static final int MOVES = 30;

    private final Random random = new Random(SEED);

    @Test
    void sentinelMakesTheReplicaMaster() throws Exception {
        try (SentinelProcesses redis = SentinelProcesses.start()) {
            killMasters(redis.url(), redis::master, Fault.SENTINEL_FAILOVER);
        }
    }

    @Test
    void theReplicaOfAClustersMasterTakesOver() throws Exception {
        try (ClusterProcesses redis = ClusterProcesses.start()) {
            killMasters(redis.url(), () -> redis.masterOf(FaultRun.QUEUE), Fault.CLUSTER_FAILOVER);
        }
    }

    private void killMasters(String url, Supplier<RedisProcess> master, Fault fault) throws Exception {
        try (NodeProcess first = node(url);
                NodeProcess second = node(url);
                FaultRun run = FaultRun.start(new ReplicatedQueue(master), addresses(first, second))) {
            for (int kill = 0; kill < KILLS; kill++) {
                int before = run.ledger().messages();
                Await.until("a replica that follows", () -> run.ledger().messages() > before + 100);
                run.awaitMore(1 + random.nextInt(2_000));
                RedisProcess old = master.get();
                addresses(first, second).forEach(run.browsers()::broke);
                old.kill();
                Await.until("a new master", () -> {
                    RedisProcess now = master.get();
                    return now != null && now.port() != old.port();
                });
                run.awaitMore(5);
                old.start(); // empty, so not before all know that it is master no more
            }
            run.awaitMore(500);
            run.finish(fault, KILLS);
        }
    }

    @Test
    void theQueueMovesToAnotherMaster() throws Exception {
        try (ClusterProcesses redis = ClusterProcesses.start();
                NodeProcess first = node(redis.url());
                NodeProcess second = node(redis.url());
                FaultRun run = FaultRun.start(
                        new ReplicatedQueue(() -> redis.masterOf(FaultRun.QUEUE)), addresses(first, second))) {
            for (int move = 0; move < MOVES; move++) {
                run.awaitMore(1 + random.nextInt(2_000));
                RedisProcess now = redis.masterOf(FaultRun.QUEUE);
                List<RedisProcess> others = redis.masters().stream()
                        .filter(master -> master.port() != now.port())
                        .toList();
                redis.moveSlot(FaultRun.QUEUE, others.get(random.nextInt(others.size())));
            }
            run.awaitMore(500);
            run.finish(Fault.SLOT_MOVED, MOVES);
        }
    }

    private static NodeProcess node(String url) throws Exception {
        return NodeProcess.start(Map.of("SLUICE_REDIS_URL", url));
    }

    private static List<URI> addresses(NodeProcess... nodes) {
        return List.of(nodes).stream().map(node -> node.uri("/sse")).toList();
    }
}
