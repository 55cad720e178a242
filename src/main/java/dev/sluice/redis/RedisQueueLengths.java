package dev.sluice.redis;

import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Reads the lengths of queues and stream topics. Thread-safe. */
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

    /**
     * Returns the length of the longest of these channels, in one round trip; empty if none is known.
     *
     * @param streams true for stream topics, false for queues
     */
    public OptionalLong longest(boolean streams, Collection<String> channels) {
        if (channels.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return client.run(redis -> longest(redis, streams, List.copyOf(channels)));
        } catch (StoreUnavailableException | IllegalStateException e) {
            LOG.debug("Redis does not say how long channels are", e);
            return OptionalLong.empty();
        }
    }

    private static OptionalLong longest(UnifiedJedis redis, boolean streams, List<String> channels) {
        List<Response<Long>> answers;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            answers = channels.stream()
                    .map(channel -> streams ? pipeline.xlen(channel) : pipeline.llen(channel))
                    .toList();
        }
        return IntStream.range(0, answers.size())
                .mapToObj(i -> length(streams ? redis::xlen : redis::llen, channels.get(i), answers.get(i)))
                .flatMapToLong(OptionalLong::stream)
                .max();
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
                    length(redis::llen, keys.get(i), answers.get(i)),
                    length(redis::llen, keys.get(i + 1), answers.get(i + 1))));
        }
        return lengths;
    }

    /** Returns the length; empty if the key is of another type, or its server does not answer. */
    private static OptionalLong length(ToLongFunction<String> again, String key, Response<Long> answer) {
        try {
            return OptionalLong.of(answer.get());
        } catch (JedisRedirectionException e) {
            // A pipeline does not follow redirections; a command does, and the client then knows the slot's server.
            return OptionalLong.of(again.applyAsLong(key));
        } catch (JedisException | IllegalStateException e) {
            return OptionalLong.empty();
        }
    }
}
