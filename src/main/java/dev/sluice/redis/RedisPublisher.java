package dev.sluice.redis;

import dev.sluice.delivery.MessagePublisher;
import dev.sluice.delivery.PublishException;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Pushes what comes over HTTP. Thread-safe. */
public final class RedisPublisher implements MessagePublisher {
    private final SharedClient client;

    public RedisPublisher(SharedClient client) {
        this.client = client;
    }

    @Override
    public void push(String queue, byte[] message) throws PublishException {
        try {
            client.get().lpush(queue.getBytes(StandardCharsets.UTF_8), message);
        } catch (JedisDataException e) {
            throw new PublishException("Redis refuses the message: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new PublishException("Redis at " + client + " cannot be used: " + e.getMessage(), e);
        }
    }
}
