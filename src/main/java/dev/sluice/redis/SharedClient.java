package dev.sluice.redis;

import java.time.Duration;
import redis.clients.jedis.UnifiedJedis;

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
