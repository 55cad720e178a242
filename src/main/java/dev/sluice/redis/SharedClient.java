package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.topology.Topologies;
import dev.sluice.redis.topology.Topology;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A client with a pool of connections, for many threads. As soon as one of them is found to lead to a replica, all are
 * dropped, and new ones lead to the master again. Thread-safe.
 */
public final class SharedClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

    private final Supplier<UnifiedJedis> opener;
    private final String address;
    private final Keyspace keys;
    private final Runnable onReplica;
    private final AtomicReference<UnifiedJedis> client = new AtomicReference<>();
    /** The number of times that connections were dropped. */
    private final AtomicLong drops = new AtomicLong();

    /**
     * A client that follows the claiming connections: if they were reopened, this client reopens its own, and if it
     * meets a replica, they are checked.
     *
     * @param servers the claiming connections; not connected yet
     * @param name shown by CLIENT LIST
     */
    public SharedClient(RedisServers servers, String name) {
        this(servers, name, servers.topology().address().timeout());
    }

    /** Returns such a client for figures. It waits one second at most: a missing value is better than a slow answer. */
    public static SharedClient forFigures(RedisServers servers) {
        return new SharedClient(servers, "figures", Duration.ofSeconds(1));
    }

    /** @param timeout the longest time for connecting, and for an answer */
    private SharedClient(RedisServers servers, String name, Duration timeout) {
        this(
                () -> servers.topology().newClient(name, timeout),
                servers.topology().address().toString(),
                servers.keys(),
                servers::checkNow);
        servers.onReopened(server -> drop());
    }

    /**
     * A client for a process that claims nothing.
     *
     * @param url the address of Redis; not connected to yet
     * @param keys the names of Sluice's own keys
     * @param name shown by CLIENT LIST
     */
    public SharedClient(RedisUrl url, Keyspace keys, String name) {
        this(() -> openAlone(url, name), url.toString(), keys, () -> {});
    }

    private SharedClient(Supplier<UnifiedJedis> opener, String address, Keyspace keys, Runnable onReplica) {
        this.opener = opener;
        this.address = address;
        this.keys = keys;
        this.onReplica = onReplica;
    }

    private static UnifiedJedis openAlone(RedisUrl url, String name) {
        try (Topology topology = Topologies.of(url)) {
            return topology.newClient(name, topology.address().timeout());
        }
    }

    /** Returns the names of Sluice's own keys. */
    public Keyspace keys() {
        return keys;
    }

    /**
     * Runs a command on a key.
     *
     * @param needed the type that the key should have
     * @throws WrongTypeException if the key is of another type
     * @throws StoreUnavailableException as {@link #run(Function)} does
     */
    public <T> T run(String key, String needed, Function<UnifiedJedis, T> command) {
        try {
            return run(command);
        } catch (StoreUnavailableException e) {
            if (RedisErrors.of(e.getCause()) instanceof RedisError.WrongType) {
                throw new WrongTypeException(RedisError.wrongTypeOf(key, needed), e.getCause());
            }
            throw e;
        }
    }

    /**
     * Runs a command. If Redis says that it is a replica, nothing was carried out: all connections are dropped, and the
     * command runs once more over a new one.
     *
     * @throws StoreUnavailableException if there is no answer, or an error, which is then the cause
     */
    public <T> T run(Function<UnifiedJedis, T> command) {
        try {
            UnifiedJedis used = get();
            try {
                return command.apply(used);
            } catch (JedisException e) {
                if (!isForAnother(used, e)) {
                    throw e;
                }
            }
            return command.apply(get());
        } catch (JedisException e) {
            throw new StoreUnavailableException(RedisErrors.of(e).sentence(address), e);
        }
    }

    /**
     * Runs a script. Texts in its answer are bytes.
     *
     * @throws StoreUnavailableException as {@link #run} does
     */
    public Object evaluate(LuaScript script, List<String> keys, List<String> arguments) {
        return run(redis -> script.evaluate(redis, keys, arguments));
    }

    /**
     * Runs a script that has one key.
     *
     * @throws StoreUnavailableException as {@link #run} does
     */
    public Object evaluate(LuaScript script, String key, String needed, List<String> arguments) {
        return run(key, needed, redis -> script.evaluate(redis, List.of(key), arguments));
    }

    /** Returns true if the command was not carried out and may succeed over a new connection. */
    private boolean isForAnother(UnifiedJedis used, JedisException failure) {
        if (RedisErrors.of(failure) instanceof RedisError.ServerFault fault && fault.isReplica()) {
            drop(used);
            onReplica.run();
            return true;
        }
        return client.get() != used && wasNotSent(failure);
    }

    /** Returns true if another thread closed the pool before this one had a connection. */
    private static boolean wasNotSent(JedisException failure) {
        return failure.getCause() instanceof IllegalStateException
                || failure.getCause() instanceof InterruptedException;
    }

    private UnifiedJedis get() {
        UnifiedJedis now = client.get();
        return now == null ? open() : now;
    }

    /** Opens the client when first needed, since it asks Sentinels and a cluster at once, and Redis may be away. */
    private synchronized UnifiedJedis open() {
        UnifiedJedis now = client.get();
        while (now == null) {
            long before = drops.get();
            UnifiedJedis opened = opener.get();
            client.set(opened);
            now = opened;
            if (drops.get() != before) {
                drop(opened); // it may lead to the former master
                now = client.get();
            }
        }
        return now;
    }

    /** Drops the connections; commands that are under way on them finish. */
    private void drop() {
        drops.incrementAndGet();
        UnifiedJedis now = client.get();
        if (now != null) {
            drop(now);
        }
    }

    private void drop(UnifiedJedis one) {
        if (client.compareAndSet(one, null)) {
            try {
                one.close();
            } catch (JedisException e) {
                LOG.debug("Connections to Redis were not closed cleanly", e);
            }
        }
    }

    @Override
    public void close() {
        UnifiedJedis now = client.get();
        if (now != null) {
            now.close();
        }
    }
}
