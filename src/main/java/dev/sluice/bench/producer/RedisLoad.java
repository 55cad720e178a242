package dev.sluice.bench.producer;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.XAddParams;

/** Publishes as applications do: one command for each payload, several in a pipeline. */
public final class RedisLoad implements Publisher {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    /** The command that a payload is sent with. */
    private interface Command {
        void add(Pipeline pipeline, byte[] payload);
    }

    private final Jedis jedis;
    private final Command command;

    private RedisLoad(URI redis, Command command) {
        this.jedis = RedisProbe.connect(redis);
        this.command = command;
    }

    /** Pushes to a list. */
    public static RedisLoad toQueue(URI redis, String queue) {
        byte[] key = queue.getBytes(StandardCharsets.UTF_8);
        return pushing(redis, i -> key);
    }

    /** Pushes to lists, each payload to its own. */
    public static RedisLoad toQueues(URI redis, IntFunction<String> queues) {
        return pushing(redis, i -> queues.apply(i).getBytes(StandardCharsets.UTF_8));
    }

    private static RedisLoad pushing(URI redis, IntFunction<byte[]> keys) {
        AtomicInteger payloads = new AtomicInteger();
        return new RedisLoad(
                redis, (pipeline, payload) -> pipeline.lpush(keys.apply(payloads.getAndIncrement()), payload));
    }

    /** Adds to a stream. */
    public static RedisLoad toTopic(URI redis, String topic) {
        byte[] key = topic.getBytes(StandardCharsets.UTF_8);
        return new RedisLoad(
                redis, (pipeline, payload) -> pipeline.xadd(key, XAddParams.xAddParams(), Map.of(DATA, payload)));
    }

    @Override
    public void publish(List<byte[]> payloads) {
        try (Pipeline pipeline = jedis.pipelined()) {
            payloads.forEach(payload -> command.add(pipeline, payload));
        }
    }

    @Override
    public void close() {
        jedis.close();
    }
}
