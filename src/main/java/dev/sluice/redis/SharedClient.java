package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.script.LuaScript;
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
 * A client with a pool of connections, for what many threads do. Its connections are dropped as soon as one of them is
 * found to lead to a replica, and then lead to the master again. Thread-safe.
 */
public final class SharedClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

    private final Supplier<UnifiedJedis> opener;
    private final String address;
    private final Runnable onReplica;
    private final AtomicReference<UnifiedJedis> client = new AtomicReference<>();
    /** How often connections were dropped. */
    private final AtomicLong drops = new AtomicLong();

    /**
     * A client beside the connections that claim. It goes where they go: if they were opened again, this one opens its own
     * again, and if this one meets a replica, they are checked.
     *
     * @param servers where Redis is; not connected to yet
     * @param name shown by CLIENT LIST
     */
    public SharedClient(RedisServers servers, String name) {
        this(servers, name, servers.topology().address().timeout());
    }

    /** @param timeout how long connecting, and waiting for an answer, may take */
    SharedClient(RedisServers servers, String name, Duration timeout) {
        this(
                () -> servers.topology().newClient(name, timeout),
                servers.topology().address().toString(),
                servers::checkNow);
        servers.onReopened(server -> drop());
    }

    /**
     * A client of a process that claims nothing.
     *
     * @param url where Redis is; not connected to yet
     * @param name shown by CLIENT LIST
     */
    public SharedClient(RedisUrl url, String name) {
        this(() -> openAlone(url, name), url.toString(), () -> {});
    }

    private SharedClient(Supplier<UnifiedJedis> opener, String address, Runnable onReplica) {
        this.opener = opener;
        this.address = address;
        this.onReplica = onReplica;
    }

    private static UnifiedJedis openAlone(RedisUrl url, String name) {
        try (Topology topology = Topology.of(url)) {
            return topology.newClient(name, topology.address().timeout());
        }
    }

    /**
     * Runs a command on a key.
     *
     * @param needed the type that the key should have
     * @throws WrongTypeException if the key is of another type
     * @throws StoreUnavailableException as {@link #run(Function)} does
     */
    <T> T run(String key, String needed, Function<UnifiedJedis, T> command) {
        try {
            return run(command);
        } catch (StoreUnavailableException e) {
            if (RedisError.of(e.getCause()) instanceof RedisError.WrongType) {
                throw new WrongTypeException(
                        "The key \"" + key + "\" in Redis does not hold a " + needed + ".", e.getCause());
            }
            throw e;
        }
    }

    /**
     * Runs a command. If Redis says that it is a replica, nothing was carried out: all connections are dropped, and the
     * command runs once more over a new one.
     *
     * @throws StoreUnavailableException if there is no answer, or an error, which is its cause then
     */
    <T> T run(Function<UnifiedJedis, T> command) {
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
            throw new StoreUnavailableException(RedisError.of(e).sentence(address), e);
        }
    }

    /**
     * Has a script answer. Texts in the answer are bytes.
     *
     * @throws StoreUnavailableException as {@link #run} does
     */
    Object evaluate(LuaScript script, List<String> keys, List<String> arguments) {
        return run(redis -> script.evaluate(redis, keys, arguments));
    }

    /**
     * The same with a script that has one key.
     *
     * @throws StoreUnavailableException as {@link #run} does
     */
    Object evaluate(LuaScript script, String key, String needed, List<String> arguments) {
        return run(key, needed, redis -> script.evaluate(redis, List.of(key), arguments));
    }

    /** Whether the command was not carried out and may succeed over a new connection. */
    private boolean isForAnother(UnifiedJedis used, JedisException failure) {
        if (RedisError.of(failure) instanceof RedisError.ServerFault fault && fault.isReplica()) {
            drop(used);
            onReplica.run();
            return true;
        }
        return client.get() != used && wasNotSent(failure);
    }

    /** The pool was closed by another thread before this one had a connection out of it. */
    private static boolean wasNotSent(JedisException failure) {
        return failure.getCause() instanceof IllegalStateException
                || failure.getCause() instanceof InterruptedException;
    }

    private UnifiedJedis get() {
        UnifiedJedis now = client.get();
        return now == null ? open() : now;
    }

    /** Opened when it is first needed, since Sentinels and a cluster are asked at once, and Redis may be away. */
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
