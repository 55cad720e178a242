package dev.sluice.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Pipeline;

/** The bench's own connection to Redis: pushes, and reads Redis' figures. Not thread-safe. */
final class RedisProbe implements AutoCloseable {
    private final Jedis jedis;

    RedisProbe(URI redis) {
        jedis = new Jedis(redis, config(60_000));
    }

    /** @param timeoutMillis how long an answer may take; 0 for ever */
    static JedisClientConfig config(int timeoutMillis) {
        return DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .timeoutMillis(timeoutMillis)
                .build();
    }

    void delete(String key) {
        jedis.del(key);
    }

    void push(String queue, byte[] message) {
        jedis.lpush(queue.getBytes(StandardCharsets.UTF_8), message);
    }

    /** One LPUSH a message, as applications do, but sent together. */
    void pushAll(String queue, List<byte[]> messages) {
        byte[] key = queue.getBytes(StandardCharsets.UTF_8);
        try (Pipeline pipeline = jedis.pipelined()) {
            messages.forEach(message -> pipeline.lpush(key, message));
        }
    }

    /** Commands that Redis has carried out since it started, those in scripts included. */
    long commands() {
        return Long.parseLong(info("stats", "total_commands_processed"));
    }

    /** CPU seconds that Redis has used. */
    double cpuSeconds() {
        return Double.parseDouble(info("cpu", "used_cpu_sys")) + Double.parseDouble(info("cpu", "used_cpu_user"));
    }

    private String info(String section, String field) {
        List<String> lines = jedis.info(section).lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis' INFO has no " + field));
    }

    @Override
    public void close() {
        jedis.close();
    }
}
