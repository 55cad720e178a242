package dev.sluice.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real Redis Cluster: three masters with a replica each. */
public final class ClusterProcesses implements AutoCloseable {
    private static final int MASTERS = 3;

    private final List<RedisProcess> nodes = new ArrayList<>();

    private ClusterProcesses() {}

    public static ClusterProcesses start() throws Exception {
        ClusterProcesses cluster = new ClusterProcesses();
        try {
            cluster.create();
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void create() throws Exception {
        for (int i = 0; i < 2 * MASTERS; i++) {
            nodes.add(RedisProcess.installed(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    String.valueOf(Ports.free()),
                    "--cluster-node-timeout",
                    "3000",
                    // The others go on while a master is away.
                    "--cluster-require-full-coverage",
                    "no"));
        }
        List<String> command = new ArrayList<>(
                List.of(Programs.require("redis-cli").toString(), "--cluster", "create", "--cluster-yes"));
        nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
        command.addAll(List.of("--cluster-replicas", "1"));
        try (ServerProcess creation = ServerProcess.start(command, Path.of("."), Map.of())) {
            if (creation.exitValue() != 0) {
                throw new AssertionError(creation.output());
            }
        }
        Await.until("all nodes know the whole cluster", () -> nodes.stream().allMatch(ClusterProcesses::isWhole));
    }

    private static boolean isWhole(RedisProcess node) {
        try (Jedis client = node.client()) {
            return client.clusterInfo().contains("cluster_state:ok")
                    && client.clusterNodes()
                                    .lines()
                                    .filter(line -> line.contains("slave"))
                                    .count()
                            == MASTERS
                    && client.info("replication")
                            .lines()
                            .anyMatch(line -> line.matches("role:master|master_link_status:up"));
        }
    }

    /** The seeds are some, not all. */
    public String url() {
        return "redis://127.0.0.1:" + nodes.get(0).port() + ",127.0.0.1:"
                + nodes.get(1).port() + ",127.0.0.1:" + nodes.get(5).port();
    }

    /** A client of the test's own. */
    public RedisClusterClient client() {
        return RedisClusterClient.builder()
                .nodes(nodes.stream()
                        .map(node -> new HostAndPort("127.0.0.1", node.port()))
                        .collect(Collectors.toSet()))
                .clientConfig(RedisProcess.patient().build())
                .build();
    }

    /** The living node that is master of a key's slot, as it says itself. */
    public RedisProcess masterOf(String key) {
        return nodes.stream()
                .filter(RedisProcess::isAlive)
                .filter(node -> isMasterOf(node, key))
                .findFirst()
                .orElse(null);
    }

    private static boolean isMasterOf(RedisProcess node, String key) {
        try (Jedis client = node.client()) {
            client.exists(key);
            return client.role().get(0).equals("master");
        } catch (JedisException elsewhere) {
            return false;
        }
    }

    /** The living masters. */
    public List<RedisProcess> masters() {
        return nodes.stream()
                .filter(RedisProcess::isAlive)
                .filter(node -> {
                    try (Jedis client = node.client()) {
                        return client.role().get(0).equals("master");
                    }
                })
                .toList();
    }

    /** Moves a key's slot, with all that is in it, as {@code redis-cli --cluster reshard} does. */
    public void moveSlot(String key, RedisProcess to) throws Exception {
        int slot = JedisClusterCRC16.getSlot(key);
        RedisProcess from = masterOf(key);
        try (Jedis source = from.client();
                Jedis target = to.client()) {
            String sourceId = source.clusterMyId();
            String targetId = target.clusterMyId();
            target.clusterSetSlotImporting(slot, sourceId);
            source.clusterSetSlotMigrating(slot, targetId);
            Set<String> moved = new HashSet<>();
            List<String> keys = source.clusterGetKeysInSlot(slot, 100);
            while (!keys.isEmpty()) {
                for (String one : keys) {
                    source.migrate("127.0.0.1", to.port(), one, 0, 5_000);
                    moved.add(one);
                }
                keys = source.clusterGetKeysInSlot(slot, 100);
            }
            target.clusterSetSlotNode(slot, targetId);
            source.clusterSetSlotNode(slot, targetId);
        }
        for (RedisProcess other : masters()) {
            try (Jedis client = other.client()) {
                String id;
                try (Jedis target = to.client()) {
                    id = target.clusterMyId();
                }
                client.clusterSetSlotNode(slot, id);
            }
        }
    }

    /** Has the replica of a key's master take over, while the master lives and becomes its replica. */
    public void failOver(String key) throws Exception {
        RedisProcess master = masterOf(key);
        for (RedisProcess node : nodes) {
            try (Jedis client = node.client()) {
                List<Object> role = client.role();
                if (role.get(0).equals("slave") && role.get(2).equals((long) master.port())) {
                    client.clusterFailover();
                    Await.until(
                            "the replica is master",
                            () -> masterOf(key) != null && masterOf(key).port() == node.port());
                    return;
                }
            }
        }
        throw new AssertionError("nobody replicates the master of " + key);
    }

    @Override
    public void close() throws Exception {
        for (RedisProcess node : nodes) {
            node.kill();
        }
    }
}
