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
import org.junit.jupiter.api.Test;

/** The master of the queue dies and its replica takes over, or the queue moves to another master. */
class FailoverIT {
    private static final long SEED = 4711;

    private final Random random = new Random(SEED);

    private static NodeProcess node(String url) throws Exception {
        return NodeProcess.start(Map.of("SLUICE_REDIS_URL", url));
    }

    private static List<URI> addresses(NodeProcess... nodes) {
        return List.of(nodes).stream().map(node -> node.uri("/sse")).toList();
    }

    @Test
    void sentinelMakesTheReplicaMaster() throws Exception {
        int kills = Rounds.of(1, 10);
        try (SentinelProcesses redis = SentinelProcesses.start();
                NodeProcess first = node(redis.url());
                NodeProcess second = node(redis.url());
                FaultRun run = FaultRun.start(new ReplicatedQueue(redis::master), addresses(first, second))) {
            for (int kill = 0; kill < kills; kill++) {
                redis.awaitReplication();
                run.awaitMore(1 + random.nextInt(2_000));
                RedisProcess old = redis.master();
                addresses(first, second).forEach(run.browsers()::broke);
                old.kill();
                Await.until("a new master", () -> redis.master().port() != old.port());
                old.start();
            }
            run.awaitMore(500);
            run.finish(Fault.SENTINEL_FAILOVER, kills);
        }
    }

    @Test
    void theReplicaOfAClustersMasterTakesOver() throws Exception {
        int kills = Rounds.of(1, 10);
        try (ClusterProcesses redis = ClusterProcesses.start();
                NodeProcess first = node(redis.url());
                NodeProcess second = node(redis.url());
                FaultRun run = FaultRun.start(queueIn(redis), addresses(first, second))) {
            for (int kill = 0; kill < kills; kill++) {
                run.awaitMore(1 + random.nextInt(2_000));
                RedisProcess old = redis.masterOf(FaultRun.QUEUE);
                addresses(first, second).forEach(run.browsers()::broke);
                old.kill();
                Await.until("a new master", () -> redis.masterOf(FaultRun.QUEUE) != null);
                old.start();
            }
            run.awaitMore(500);
            run.finish(Fault.CLUSTER_FAILOVER, kills);
        }
    }

    @Test
    void theQueueMovesToAnotherMaster() throws Exception {
        int moves = Rounds.of(2, 30);
        try (ClusterProcesses redis = ClusterProcesses.start();
                NodeProcess first = node(redis.url());
                NodeProcess second = node(redis.url());
                FaultRun run = FaultRun.start(queueIn(redis), addresses(first, second))) {
            for (int move = 0; move < moves; move++) {
                run.awaitMore(1 + random.nextInt(2_000));
                RedisProcess now = redis.masterOf(FaultRun.QUEUE);
                List<RedisProcess> others = redis.masters().stream()
                        .filter(master -> master.port() != now.port())
                        .toList();
                redis.moveSlot(FaultRun.QUEUE, others.get(random.nextInt(others.size())));
            }
            run.awaitMore(500);
            run.finish(Fault.SLOT_MOVED, moves);
        }
    }

    private static ReplicatedQueue queueIn(ClusterProcesses redis) {
        return new ReplicatedQueue(() -> redis.masterOf(FaultRun.QUEUE));
    }
}
