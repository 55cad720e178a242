package dev.sluice.testing;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/**
 * A master and its replica behind one address, which leads to the master. When the replica takes over, new connections lead
 * to it, and open ones stay where they are: as behind a DNS name, or a balancer that cuts nothing.
 */
public final class MovingMaster implements AutoCloseable {
    private final RedisProcess old;
    private final RedisProcess successor;
    private final FaultyLink link;

    private MovingMaster(RedisProcess old, RedisProcess successor, FaultyLink link) {
        this.old = old;
        this.successor = successor;
        this.link = link;
    }

    /** @param settings of the master */
    public static MovingMaster start(String... settings) throws Exception {
        RedisProcess old = RedisProcess.installed(settings);
        RedisProcess successor = RedisProcess.installed("--replicaof", "127.0.0.1 " + old.port());
        MovingMaster all = new MovingMaster(old, successor, FaultyLink.to(old.port()));
        all.awaitReplica();
        return all;
    }

    /** Waits until the replica has all that the master has. */
    public void awaitReplica() throws Exception {
        try (Jedis client = old.client()) {
            Await.until("replication", () -> {
                client.publish("replication", "goes on");
                return client.waitReplicas(1, 1_000) == 1;
            });
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + link.port();
    }

    public RedisProcess old() {
        return old;
    }

    public RedisProcess successor() {
        return successor;
    }

    /** The replica takes over as a careful operator has it: writes wait meanwhile, and the old master becomes its replica. */
    public void swap() throws Exception {
        try (Jedis client = old.client()) {
            client.sendCommand(Command.CLIENT, "PAUSE", "30000", "WRITE");
            Await.until("replication", () -> client.waitReplicas(1, 1_000) == 1);
            promote();
            client.replicaof("127.0.0.1", successor.port());
            client.sendCommand(Command.CLIENT, "UNPAUSE");
        }
    }

    /** The replica takes over, and the old master follows somebody who is not there: what it has grows old. */
    public void swapAndCutOff() throws Exception {
        awaitReplica();
        promote();
        try (Jedis client = old.client()) {
            client.replicaof("127.0.0.1", Ports.free());
        }
    }

    /** The replica takes over, and the old master does not know. */
    public void promote() {
        try (Jedis client = successor.client()) {
            client.replicaofNoOne();
        }
        link.moveTo(successor.port());
    }

    @Override
    public void close() throws Exception {
        link.close();
        successor.close();
        old.kill();
    }
}
