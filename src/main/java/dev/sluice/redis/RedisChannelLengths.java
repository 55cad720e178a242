package dev.sluice.redis;

import dev.sluice.channel.ChannelKind;
import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Reads the lengths of queues and stream topics. Thread-safe. */
public final class RedisChannelLengths {
    private static final Logger LOG = LoggerFactory.getLogger(RedisChannelLengths.class);

    private final SharedClient client;

    /** @param client a client that waits for a short time only */
    public RedisChannelLengths(SharedClient client) {
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

    /**
     * Returns the lengths of these queues or stream topics, in one round trip. Those whose key is of another type are
     * absent.
     *
     * @return empty if a server of Redis does not answer
     */
    public Optional<Map<String, Long>> of(ChannelKind kind, Set<String> channels) {
        try {
            return Optional.of(client.run(redis -> ask(redis, kind == ChannelKind.STREAM, channels)));
        } catch (StoreUnavailableException | JedisException | IllegalStateException e) {
            LOG.debug("Redis does not say how long channels are", e);
            return Optional.empty();
        }
    }

    private static Map<String, Long> ask(UnifiedJedis redis, boolean streams, Set<String> channels) {
        Map<String, Response<Long>> answers = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            channels.forEach(
                    channel -> answers.put(channel, streams ? pipeline.xlen(channel) : pipeline.llen(channel)));
        }
        Map<String, Long> lengths = new LinkedHashMap<>();
        answers.forEach((channel, answer) -> {
            try {
                lengths.put(channel, follow(streams ? redis::xlen : redis::llen, channel, answer));
            } catch (JedisDataException e) {
                LOG.debug("{} has no length", channel, e);
            }
        });
        return lengths;
    }

    private List<QueueLength> ask(UnifiedJedis redis, List<String> queues) {
        List<String> keys = new ArrayList<>();
        for (String queue : queues) {
            keys.add(queue);
            keys.add(client.keys().channel(queue).dead());
        }
        List<Response<Long>> answers;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            answers = keys.stream().map(pipeline::llen).toList();
        }
        List<QueueLength> lengths = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += 2) {
            lengths.add(new QueueLength(
                    length(redis::llen, keys.get(i), answers.get(i)),
                    length(redis::llen, keys.get(i + 1), answers.get(i + 1))));
        }
        return lengths;
    }

    /** Returns the length; empty if the key is of another type, or its server does not answer. */
    private static OptionalLong length(ToLongFunction<String> again, String key, Response<Long> answer) {
        try {
            return OptionalLong.of(follow(again, key, answer));
        } catch (JedisException | IllegalStateException e) {
            return OptionalLong.empty();
        }
    }

    /** A pipeline does not follow redirections; a command does, and the client then knows the slot's server. */
    private static long follow(ToLongFunction<String> again, String key, Response<Long> answer) {
        try {
            return answer.get();
        } catch (JedisRedirectionException e) {
            return again.applyAsLong(key);
        }
    }
}
