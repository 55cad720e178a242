package dev.sluice.it;

import dev.sluice.testing.Await;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;

/**
 * A node on a Redis Cluster of its own.
 *
 * @param client of the same cluster
 */
record ClusterNode(ClusterProcesses cluster, NodeProcess node, RedisClusterClient client) implements AutoCloseable {
    static ClusterNode start() throws Exception {
        // One of its queues is confirmed, so that the node has a box among what nodes have in common.
        String config = ConfigFile.of("queues: {'jobs:*': {ack: client}}");
        ClusterProcesses cluster = ClusterProcesses.start();
        try {
            NodeProcess node = NodeProcess.start(
                    Map.of("SLUICE_REDIS_URL", cluster.url(), "SLUICE_CONFIG", config),
                    "--queues",
                    "message_list,inbox:*,jobs:*",
                    "--http-publish",
                    "on");
            return new ClusterNode(cluster, node, cluster.client());
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** Waits until all messages of inboxes are settled. */
    void awaitNothingLeft() throws Exception {
        for (RedisProcess master : cluster.masters()) {
            try (Jedis direct = master.client()) {
                // How often messages came back stays with those that wait.
                Await.until(
                        "all is settled",
                        () -> direct.keys("sluice:{inbox*").stream().allMatch(key -> key.endsWith(":deliveries")));
            }
        }
    }

    @Override
    public void close() throws Exception {
        Parts.close(client, node, cluster);
    }
}
