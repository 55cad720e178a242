package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A real master and its replica, watched by three Sentinels. */
public final class SentinelProcesses implements AutoCloseable {
    public static final String MASTER_NAME = "shop";

    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<ServerProcess> sentinels = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private SentinelProcesses() {}

    public static SentinelProcesses start() throws Exception {
        SentinelProcesses all = new SentinelProcesses();
        try {
            all.create();
            return all;
        } catch (Exception | Error e) {
            all.close();
            throw e;
        }
    }

    private void create() throws Exception {
        servers.add(RedisProcess.installed());
        servers.add(RedisProcess.installed(
                "--replicaof", "127.0.0.1 " + servers.get(0).port()));
        for (int i = 0; i < SENTINELS; i++) {
            int port = Ports.free();
            Path folder = TempFiles.folder("sluice-sentinel");
            Path configuration = Files.write(
                    folder.resolve("sentinel.conf"),
                    List.of(
                            "port " + port,
                            "bind 127.0.0.1",
                            "sentinel monitor " + MASTER_NAME + " 127.0.0.1 "
                                    + servers.get(0).port() + " " + QUORUM,
                            "sentinel down-after-milliseconds " + MASTER_NAME + " 3000",
                            "sentinel failover-timeout " + MASTER_NAME + " 6000"));
            sentinels.add(ServerProcess.start(
                            List.of(
                                    Programs.require("redis-server").toString(),
                                    configuration.toString(),
                                    "--sentinel"),
                            folder,
                            Map.of())
                    .awaitPort(port));
            ports.add(port);
        }
        Await.until(
                "the Sentinels know each other and the replica",
                () -> ports.stream().allMatch(this::isReady));
    }

    private boolean isReady(int port) {
        try (Jedis sentinel = client(port)) {
            Map<String, String> master = sentinel.sentinelMaster(MASTER_NAME);
            return master.get("num-slaves").equals("1")
                    && master.get("num-other-sentinels").equals(String.valueOf(SENTINELS - 1))
                    && master.get("flags").equals("master")
                    && sentinel.sentinelReplicas(MASTER_NAME)
                            .get(0)
                            .get("flags")
                            .equals("slave");
        }
    }

    private static Jedis client(int port) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port), RedisProcess.patient().build());
    }

    public String url() {
        StringBuilder hosts = new StringBuilder();
        ports.forEach(port ->
                hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1:").append(port));
        return "redis://" + hosts + "?sentinel=" + MASTER_NAME;
    }

    /** The master, as the Sentinels name it. */
    public RedisProcess master() {
        try (Jedis sentinel = client(ports.get(0))) {
            String port = sentinel.sentinelGetMasterAddrByName(MASTER_NAME).get(1);
            return servers.stream()
                    .filter(server -> String.valueOf(server.port()).equals(port))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Waits until the replica has all that the master has. */
    public void awaitReplication() throws Exception {
        RedisProcess master = master();
        Await.until("replication", () -> {
            try (Jedis client = master.client()) {
                return client.waitReplicas(1, 1_000) == 1;
            }
        });
    }

    /** Has the Sentinels make the replica master, while the master lives. */
    public void failOver() {
        try (Jedis sentinel = client(ports.get(0))) {
            sentinel.sentinelFailover(MASTER_NAME);
        }
    }

    @Override
    public void close() throws Exception {
        for (ServerProcess sentinel : sentinels) {
            sentinel.kill();
        }
        for (RedisProcess server : servers) {
            server.kill();
        }
    }
}
