package dev.sluice.redis;

import dev.sluice.delivery.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A client with a pool of connections, for what many threads do. Thread-safe. */
public final class SharedClient implements AutoCloseable {
    private final RedisAddress address;
    private final String name;
    private final Duration timeout;
    private UnifiedJedis client;

    /**
     * @param address where Redis is; not connected to yet
     * @param name for whoever reads CLIENT LIST
     */
    public SharedClient(RedisAddress address, String name) {
        this(address, name, address.timeout());
    }

    /** @param timeout how long connecting, and waiting for an answer, may take */
    SharedClient(RedisAddress address, String name, Duration timeout) {
        this.address = address;
        this.name = name;
        this.timeout = timeout;
    }

    /** Made when it is first needed: those of Sentinels and of a cluster connect at once, and Redis may be away. */
    synchronized UnifiedJedis get() {
        if (client == null) {
            client = address.newClient(name, timeout);
        }
        return client;
    }

    /**
     * Has a script answer. Texts in the answer are bytes.
     *
     * @throws StoreUnavailableException where there is no answer, or an error
     */
    Object evaluate(LuaScript script, List<String> keys, List<String> arguments) {
        try {
            return script.evaluate(get(), keys, arguments);
        } catch (JedisDataException e) {
            throw new StoreUnavailableException("Redis refuses: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new StoreUnavailableException("Redis at " + address + " cannot be used: " + PlainWords.of(e), e);
        }
    }

    /** Where Redis is, without what lets one in. */
    @Override
    public String toString() {
        return address.toString();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
