package dev.sluice.redis;

import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Reads the lengths of queues. Thread-safe. */
public final class RedisQueueLengths {
    private static final Logger LOG = LoggerFactory.getLogger(RedisQueueLengths.class);

    private final SharedClient client;

    /** @param client a client that waits for a short time only */
    public RedisQueueLengths(SharedClient client) {
        this.client = client;
    }

    /** Returns the lengths of these queues, in their order, in one round trip. */
    public List<QueueLength> of(List<String> queues) {
        if (queues.isEmpty()) {
            return List.of();
        }
        try {
            return client.run(redis -> ask(redis, queues));
        } catch (StoreUnavailableException | IllegalStateException e) {
            // Jedis throws the latter if an answer never came.
            LOG.debug("Redis does not say how long queues are", e);
            return Collections.nCopies(queues.size(), QueueLength.UNKNOWN);
        }
    }

    private List<QueueLength> ask(UnifiedJedis redis, List<String> queues) {
        List<String> keys = new ArrayList<>();
        for (String queue : queues) {
            keys.add(queue);
            keys.add(client.keys().queue(queue).dead());
        }
        List<Response<Long>> answers;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            answers = keys.stream().map(pipeline::llen).toList();
        }
        List<QueueLength> lengths = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += 2) {
            lengths.add(new QueueLength(
                    length(redis, keys.get(i), answers.get(i)), length(redis, keys.get(i + 1), answers.get(i + 1))));
        }
        return lengths;
    }

    /** Returns the length; empty if the key holds no list, or its server does not answer. */
    private static OptionalLong length(UnifiedJedis redis, String key, Response<Long> answer) {
        try {
            return OptionalLong.of(answer.get());
        } catch (JedisRedirectionException e) {
            // A pipeline does not follow redirections; a command does, and the client then knows the slot's server.
            return OptionalLong.of(redis.llen(key));
        } catch (JedisException | IllegalStateException e) {
            return OptionalLong.empty();
        }
    }
}
