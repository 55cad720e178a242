package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.ReplacedConnection;
import dev.sluice.redis.link.ServerLink;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.topology.Topologies;
import dev.sluice.redis.topology.Topology;
import dev.sluice.redis.topology.TopologyWatch;
import dev.sluice.store.KeyListener;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The connections over which a node claims, for all that is kept in Redis: one {@link ServerLink} for each server that
 * has keys. They are opened when first needed and again after they broke. A command without an answer may have been
 * carried out, so only the caller repeats it, if that is safe. One thread at a time, unless a method says otherwise.
 */
public final class RedisServers implements AutoCloseable {
    private final Keyspace keys;
    private final KeyListener listener;
    private final Duration safetyPoll;
    private final Metrics metrics;
    private final Runnable onAnswer;
    private final Topology topology;
    private final TopologyWatch watch;
    private final Ticker ticker;
    private final ThreadPoolExecutor connecting = Threads.pool("sluice-redis-connect");
    private final Map<HostAndPort, ServerLink> links = new HashMap<>();
    /** The servers that connections were opened to. */
    private final Set<HostAndPort> opened = new HashSet<>();

    private final List<Consumer<HostAndPort>> reopenedListeners = new CopyOnWriteArrayList<>();
    /** True if a check is due: many threads may find a replica at once. */
    private final AtomicBoolean checking = new AtomicBoolean();

    private Set<HostAndPort> linked = Set.of();

    /**
     * @param url the address of Redis; not connected to yet
     * @param keys the names of Sluice's own keys
     * @param listener receives the signals of pushes to keys that were read
     * @param safetyPoll the longest interval of {@link #listen}, which keeps the doorbell alive
     * @param metrics counts round trips
     * @param onAnswer called by the asking thread for each round trip in which Redis has done what it was asked
     */
    public RedisServers(
            RedisUrl url,
            Keyspace keys,
            KeyListener listener,
            Duration safetyPoll,
            Metrics metrics,
            Runnable onAnswer,
            Ticker ticker) {
        this.keys = keys;
        this.listener = listener;
        this.safetyPoll = safetyPoll;
        this.metrics = metrics;
        this.onAnswer = onAnswer;
        this.topology = Topologies.of(url);
        this.watch = new TopologyWatch(topology, listener::changedAnywhere, safetyPoll, ticker);
        this.ticker = ticker;
    }

    /** Starts to watch which servers have the keys, unless that cannot change. */
    public void start() {
        if (topology.mayChange()) {
            watch.start();
        }
    }

    /**
     * Sends each command to the server that has its keys, all at once. A server that lacks a script is given it, and a
     * command that is refused because another server has its keys is sent to that one.
     *
     * @return the answers in the order of the commands, with a {@link RedisError} in place of each that is missing
     * @throws StoreUnavailableException if no server can be used now; it tells if a command may have been carried out
     */
    List<Object> ask(List<? extends CommandArguments> commands) {
        try {
            forgetOtherServers();
            CommandBatch batch = new CommandBatch(commands, topology, this::link, anyOpen());
            batch.ask(() -> metrics.add(Metric.REDIS_ROUND_TRIPS, 1));
            Optional<PendingCommand> failed = batch.failed();
            if (failed.isPresent()) {
                reportFailure();
                if (anyOpen().isEmpty()) {
                    throw failed.get().unavailable(topology.address(), batch.mayBeDone());
                }
            }
            List<Object> answers = batch.answers();
            if (!answers.stream().allMatch(RedisError.class::isInstance)) {
                onAnswer.run();
            }
            return answers;
        } catch (JedisConnectionException e) {
            reportFailure();
            throw new StoreUnavailableException(RedisErrors.of(e).unusable(topology.address()), e);
        }
    }

    /** Returns the exception for a failed command without which a node cannot go on. */
    StoreUnavailableException unavailable(RedisError error) {
        return new StoreUnavailableException(error.unusable(topology.address()), null);
    }

    private Optional<ServerLink> anyOpen() {
        return links.values().stream().filter(ServerLink::isOpen).findFirst();
    }

    /** Requests a new look at the topology, because a server failed. Thread-safe. */
    void reportFailure() {
        topology.reportFailure();
        watch.wake();
    }

    /** Requests signals of pushes to keys that are read, again if they have ended. */
    void listen() {
        checking.set(false);
        for (ServerLink link : links.values()) {
            if (link.isOpen()) {
                if (link.connection().isWornOut()) {
                    link.fail();
                } else {
                    link.connection().pingDoorbell();
                }
            }
        }
    }

    /** Returns the names of Sluice's own keys. Thread-safe. */
    public Keyspace keys() {
        return keys;
    }

    /** Returns which server has which keys; for packages below this one. Thread-safe. */
    public Topology topology() {
        return topology;
    }

    /**
     * Calls the listener each time a claiming connection replaces an earlier one: another server may be behind the same
     * address now, while older connections still lead to the former one. Thread-safe.
     *
     * @param listener receives the server; called by the thread that opened the connection, must not block
     */
    public void onReopened(Consumer<HostAndPort> listener) {
        reopenedListeners.add(listener);
    }

    /** Calls this each time the servers may have fallen back to an earlier state. Thread-safe; must not block. */
    public void onFallback(Runnable action) {
        onReopened(server -> action.run());
    }

    private void opened(HostAndPort server) {
        listener.changedAnywhere();
        if (addOpened(server)) {
            reopenedListeners.forEach(reopened -> reopened.accept(server));
        }
    }

    /** @return true if a connection to this server replaces an earlier one */
    private synchronized boolean addOpened(HostAndPort server) {
        boolean replaces = opened.stream().anyMatch(former -> topology.mayReplace(server, former));
        opened.add(server);
        return replaces;
    }

    /** Requests a check of the claiming connections, since another one leads to a replica. Thread-safe. */
    void checkNow() {
        if (checking.compareAndSet(false, true)) {
            reportFailure();
            listener.changedAnywhere(); // polls the queues, which tests the connections
        }
    }

    private ServerLink link(HostAndPort server) {
        return links.computeIfAbsent(server, this::newLink);
    }

    private ServerLink newLink(HostAndPort server) {
        ReplacedConnection replaced = new ReplacedConnection();
        Supplier<ClaimingConnection> opener = () -> ClaimingConnection.open(
                topology.address(), server, !topology.redirects(), replaced, listener, safetyPoll, ticker);
        return topology.newLink(server, opener, () -> opened(server), connecting);
    }

    private void forgetOtherServers() {
        Set<HostAndPort> now = topology.servers();
        if (!now.equals(linked)) {
            linked = now;
            links.forEach((server, link) -> {
                if (!now.contains(server)) {
                    link.close();
                }
            });
            links.keySet().retainAll(now);
        }
    }

    /** Returns true if every push to what was found empty is signalled, now or once the server can be used again. */
    boolean signalsPushes() {
        List<ServerLink> open =
                links.values().stream().filter(ServerLink::isOpen).toList();
        return !open.isEmpty()
                && open.stream().allMatch(link -> link.connection().signalsPushes());
    }

    @Override
    public void close() {
        watch.close();
        links.values().forEach(ServerLink::close);
        Threads.stop(connecting);
        topology.close();
    }
}
