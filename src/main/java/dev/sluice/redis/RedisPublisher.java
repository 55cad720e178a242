package dev.sluice.redis;

import dev.sluice.delivery.MessagePublisher;
import dev.sluice.delivery.PublishException;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Pushes what comes over HTTP. Thread-safe. */
public final class RedisPublisher implements MessagePublisher, AutoCloseable {
    private final RedisAddress address;
    private UnifiedJedis client;

    public RedisPublisher(RedisAddress address) {
        this.address = address;
    }

    @Override
    public void push(String queue, byte[] message) throws PublishException {
        try {
            client().lpush(queue.getBytes(StandardCharsets.UTF_8), message);
        } catch (JedisDataException e) {
            throw new PublishException("Redis refuses the message: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new PublishException("Redis at " + address + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Made when it is first needed: those of Sentinels and of a cluster connect at once, and Redis may be away. */
    private synchronized UnifiedJedis client() {
        if (client == null) {
            client = address.newClient("publisher");
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
