package dev.sluice.redis.topology;

import dev.sluice.redis.link.RedisAddress;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Knows which server has which keys. Thread-safe. */
public interface Topology extends AutoCloseable {
    /** Makes the one for an address; nobody is asked yet. */
    static Topology of(RedisAddress address) {
        return switch (address.kind()) {
            case SINGLE -> new SingleServer(address.hosts().get(0));
            case SENTINEL -> new SentinelMaster(address);
            case CLUSTER -> new ClusterSlots(address);
        };
    }

    /**
     * The server that has the keys of a slot, as far as is known.
     *
     * @throws JedisConnectionException where nobody knows one
     */
    HostAndPort serverOf(int slot);

    /** All servers that have keys, as far as is known; the same object until something changes. */
    Set<HostAndPort> servers();

    /** Whether a server may say that another one has the keys. */
    default boolean redirects() {
        return false;
    }

    /** A server has said that another one has the keys of a slot. */
    default void moved(int slot, HostAndPort server) {}

    /** A server does not answer as it should. */
    default void distrust() {}

    /**
     * Asks again who has what, which may take seconds.
     *
     * @return whether anything has changed
     */
    default boolean look() {
        return false;
    }

    @Override
    default void close() {}
}
