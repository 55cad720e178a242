package dev.sluice.faults;

import dev.sluice.testing.Pusher;
import dev.sluice.testing.QueueContents;
import dev.sluice.testing.RedisProcess;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A queue whose master changes, and an application that takes a message for pushed only when a replica has it too. */
final class ReplicatedQueue implements Pusher.Target, AutoCloseable {
    private static final int REPLICA_MILLIS = 500;

    private final Supplier<RedisProcess> master;
    private Jedis client;

    /** @param master where the queue is now, or null where nobody knows */
    ReplicatedQueue(Supplier<RedisProcess> master) {
        this.master = master;
    }

    @Override
    public synchronized void push(String message) {
        try {
            if (client == null) {
                client = knownMaster().client();
            }
            client.lpush(FaultRun.QUEUE, message);
            awaitReplica();
        } catch (JedisException e) {
            close();
            throw e;
        }
    }

    private RedisProcess knownMaster() {
        RedisProcess now = master.get();
        if (now == null) {
            throw new JedisDataException("nobody is master");
        }
        return now;
    }

    private void awaitReplica() {
        try {
            if (client.waitReplicas(1, REPLICA_MILLIS) < 1) {
                throw new JedisException("no replica has it");
            }
        } catch (JedisDataException e) {
            throw new JedisException("it is no master any more", e);
        }
    }

    /** Where its messages are; nothing is known while it has no master. */
    QueueContents contents() {
        try (UnifiedJedis now = knownMaster().sharedClient()) {
            return QueueContents.of(now, FaultRun.QUEUE);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        client = null;
    }
}
