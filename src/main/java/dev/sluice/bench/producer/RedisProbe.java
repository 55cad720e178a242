package dev.sluice.bench.producer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** The bench's own connection to Redis, for its figures. Not thread-safe. */
public final class RedisProbe implements AutoCloseable {
    private final Jedis jedis;

    public RedisProbe(URI redis) {
        jedis = connect(redis);
    }

    /** @throws UncheckedIOException if Redis cannot be reached, or refuses the credentials */
    public static Jedis connect(URI redis) {
        try {
            return new Jedis(redis, config(60_000));
        } catch (JedisException e) {
            // Without the user and the password that the address may have.
            throw new UncheckedIOException(new IOException(
                    "Redis at " + redis.getHost() + ":" + redis.getPort() + " cannot be used: " + e.getMessage(), e));
        }
    }

    /** @param timeoutMillis the longest wait for an answer; 0 for ever */
    public static JedisClientConfig config(int timeoutMillis) {
        return DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .timeoutMillis(timeoutMillis)
                .build();
    }

    public void delete(String... keys) {
        jedis.del(keys);
    }

    /** Returns Redis' commands since its start. */
    public RedisCommands commands() {
        return RedisCommands.parse(info("commandstats"));
    }

    /** Returns Redis' CPU seconds. */
    public double cpuSeconds() {
        Map<String, String> cpu = info("cpu");
        return Double.parseDouble(cpu.get("used_cpu_sys")) + Double.parseDouble(cpu.get("used_cpu_user"));
    }

    private Map<String, String> info(String section) {
        Map<String, String> fields = new TreeMap<>();
        jedis.info(section).lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return fields;
    }

    @Override
    public void close() {
        jedis.close();
    }
}
