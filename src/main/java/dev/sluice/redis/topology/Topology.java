package dev.sluice.redis.topology;

import dev.sluice.redis.link.BlockingLink;
import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.RedisAddress;
import dev.sluice.redis.link.ServerLink;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Knows which server has which keys, and what follows from it. A further kind needs one more implementation and its
 * line in {@link Topologies}. The defaults here are right if one server at a time has all keys. Thread-safe.
 */
public interface Topology extends AutoCloseable {
    /** Returns how to connect to its servers. */
    RedisAddress address();

    /**
     * Returns the server that has the keys of a slot, as far as is known. It may first ask Sentinels or nodes of the
     * cluster, which takes seconds for each that does not answer.
     *
     * @throws JedisConnectionException if none is known
     */
    HostAndPort serverOf(int slot);

    /** Returns all servers that have keys, as far as is known. */
    Set<HostAndPort> servers();

    /** Returns true if other servers may get the keys, so that {@link #look} is of use. */
    default boolean mayChange() {
        return true;
    }

    /** Returns true if a server itself refuses keys of other servers. If not, a replica accepts those of its master. */
    default boolean redirects() {
        return false;
    }

    /** Returns the most keys in a command: all must be on one server, and none may keep it busy for long. */
    default int keysPerCommand() {
        return 500;
    }

    /**
     * Returns true if a connection to one server may replace one to another server.
     *
     * @param next the server connected to
     * @param former the server connected to before, which may be the same; null if there was none
     */
    default boolean mayReplace(HostAndPort next, HostAndPort former) {
        return true;
    }

    /**
     * Makes the link to a server.
     *
     * @param opener opens the connection
     * @param onOpen called after each opening, by any thread
     * @param threads open connections that callers do not wait for
     */
    default ServerLink newLink(
            HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen, Executor threads) {
        return new BlockingLink(server, opener, onOpen);
    }

    /**
     * Makes a client with a pool, for many threads. It may connect at once.
     *
     * @param name shown by CLIENT LIST
     * @param timeout the longest time for connecting, and for an answer
     */
    default UnifiedJedis newClient(String name, Duration timeout) {
        return RedisClient.builder()
                .hostAndPort(serverOf(0))
                .clientConfig(address().config(name, timeout))
                .build();
    }

    /** Records that another server has the keys of a slot. */
    default void moved(int slot, HostAndPort server) {}

    /** Records that a server does not answer as it should. */
    default void reportFailure() {}

    /**
     * Asks again which server has which keys, which may take seconds.
     *
     * @return true if anything has changed
     */
    default boolean look() {
        return false;
    }

    @Override
    default void close() {}
}
