package dev.sluice.redis;

import dev.sluice.delivery.MessagePublisher;
import dev.sluice.delivery.PublishException;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Pushes what comes over HTTP. Thread-safe. */
public final class RedisPublisher implements MessagePublisher, AutoCloseable {
    private final RedisAddress address;
    private final RedisClient client;

    public RedisPublisher(RedisAddress address) {
        this.address = address;
        this.client = address.newClient("publisher");
    }

    @Override
    public void push(String queue, byte[] message) throws PublishException {
        try {
            client.lpush(queue.getBytes(StandardCharsets.UTF_8), message);
        } catch (JedisDataException e) {
            throw new PublishException("Redis refuses the message: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new PublishException("Redis at " + address + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
