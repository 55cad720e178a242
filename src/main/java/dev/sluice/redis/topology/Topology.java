package dev.sluice.redis.topology;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.DirectLink;
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
 * Knows which server has which keys, and what follows from it. A further kind is one more implementation and its line in
 * {@link #of}. What has a default here is right where one server at a time has all keys. Thread-safe.
 */
public interface Topology extends AutoCloseable {
    /** Few commands for many keys, and none that keeps Redis busy for long. */
    int KEYS_PER_COMMAND = 500;

    /** Makes the one for a URL; nobody is asked yet. */
    static Topology of(RedisUrl url) {
        return switch (url.kind()) {
            case SINGLE -> new SingleServer(url);
            case SENTINEL -> new SentinelMaster(url);
            case CLUSTER -> new ClusterSlots(url);
        };
    }

    /** How to connect to its servers. */
    RedisAddress address();

    /**
     * The server that has the keys of a slot, as far as is known.
     *
     * @throws JedisConnectionException if nobody knows one
     */
    HostAndPort serverOf(int slot);

    /** All servers that have keys, as far as is known. */
    Set<HostAndPort> servers();

    /** Whether other servers may have the keys some time, so that it pays to {@link #look}. */
    default boolean mayChange() {
        return true;
    }

    /** Whether a server says by itself if another one has the keys. If not, a replica takes commands for a master's. */
    default boolean redirects() {
        return false;
    }

    /** How many keys a command may have: all must be on one server. */
    default int keysPerCommand() {
        return KEYS_PER_COMMAND;
    }

    /**
     * Whether a connection to one server may lead to where a connection to another one led before.
     *
     * @param next the server connected to
     * @param former the server connected to before, which may be the same; null if there was none
     */
    default boolean mayReplace(HostAndPort next, HostAndPort former) {
        return true;
    }

    /**
     * Makes the way to a server.
     *
     * @param opener opens the connection
     * @param onOpen told of each that is open; by any thread
     * @param threads open connections that are not waited for
     */
    default ServerLink newLink(
            HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen, Executor threads) {
        return new DirectLink(server, opener, onOpen);
    }

    /**
     * Makes a client with a pool, for what many threads do. It may connect at once.
     *
     * @param name shown by CLIENT LIST
     * @param timeout how long connecting, and waiting for an answer, may take
     */
    default UnifiedJedis newClient(String name, Duration timeout) {
        return RedisClient.builder()
                .hostAndPort(serverOf(0))
                .clientConfig(address().config(name, timeout))
                .build();
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
