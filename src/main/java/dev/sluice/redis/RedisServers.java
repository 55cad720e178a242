package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.PipelinedConnection;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.ReplacedConnection;
import dev.sluice.redis.link.ServerLink;
import dev.sluice.redis.script.NodeKeys;
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
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The connections over which a node claims, for all that is kept in Redis: one {@link ServerLink} for each server that
 * has keys. They are opened when first needed and again after they broke. Nothing is repeated here that may have been
 * carried out: a command without an answer is repeated only by the caller, who knows whether it may be. One thread at a
 * time, except for what says otherwise.
 */
public final class RedisServers implements AutoCloseable {
    private final KeyListener listener;
    private final Duration safetyPoll;
    private final NodeMetrics metrics;
    private final Runnable onAnswer;
    private final Topology topology;
    private final TopologyWatch watch;
    private final Ticker ticker;
    private final ThreadPoolExecutor connecting = Threads.pool("sluice-redis-connect");
    private final Map<HostAndPort, ServerLink> links = new HashMap<>();
    /** The servers that connections were opened to. */
    private final Set<HostAndPort> opened = new HashSet<>();

    private final List<Consumer<HostAndPort>> reopenedListeners = new CopyOnWriteArrayList<>();
    /** Whether a check is due: many threads may find a replica at once. */
    private final AtomicBoolean checking = new AtomicBoolean();

    private Set<HostAndPort> linked = Set.of();

    /**
     * @param url where Redis is; not connected to yet
     * @param listener hears of pushes to what was asked for
     * @param safetyPoll how often {@link #listen} is called at least, which keeps the doorbell alive
     * @param metrics counts round trips
     * @param onAnswer is told, by the thread that asks, of each round trip in which Redis has done what it was asked
     */
    public RedisServers(
            RedisUrl url,
            KeyListener listener,
            Duration safetyPoll,
            NodeMetrics metrics,
            Runnable onAnswer,
            Ticker ticker) {
        this.listener = listener;
        this.safetyPoll = safetyPoll;
        this.metrics = metrics;
        this.onAnswer = onAnswer;
        this.topology = Topology.of(url);
        this.watch = new TopologyWatch(topology, listener::changedAnywhere, safetyPoll, ticker);
        this.ticker = ticker;
    }

    /** Begins to watch who has the keys, unless that cannot change. */
    public void start() {
        if (topology.mayChange()) {
            watch.start();
        }
    }

    /**
     * Sends each command to the server that has its keys, all at once. A server is given a script that it lacks, and a
     * command that is refused since another server has its keys is sent to that one.
     *
     * @return the answers in the order of the commands. A {@link JedisDataException} among them is an error that the
     *     server gave, and a {@link JedisConnectionException} stands for no answer: that command may have been carried
     *     out or not
     * @throws StoreUnavailableException where no server can be used: each command may have been carried out or not
     */
    List<Object> ask(List<? extends CommandArguments> commands) {
        try {
            forgetOtherServers();
            CommandBatch batch = new CommandBatch(commands, topology, this::link, anyOpen());
            batch.ask(() -> metrics.add(Metric.REDIS_ROUND_TRIPS, 1));
            Optional<JedisConnectionException> failure = batch.failure();
            if (failure.isPresent()) {
                distrust();
                if (anyOpen().isEmpty()) {
                    throw unavailable(failure.get());
                }
            }
            List<Object> answers = batch.answers();
            if (!answers.stream().allMatch(JedisException.class::isInstance)) {
                onAnswer.run();
            }
            return answers;
        } catch (JedisConnectionException e) {
            distrust();
            throw unavailable(e);
        }
    }

    /**
     * Tries whether Redis can be used: by a write that changes nothing, since a replica, and one whose user may only read,
     * answers reads. Of a cluster the server is tried that has the keys of the nodes.
     *
     * @return why it cannot be used, as a sentence, or empty
     */
    public static Optional<String> findFault(RedisUrl url) {
        try (Topology topology = Topology.of(url);
                PipelinedConnection connection = topology.address()
                        .connect(topology.serverOf(JedisClusterCRC16.getSlot(NodeKeys.leases())), "check")) {
            connection.sendCommand(NodeKeys.writeProof());
            connection.getOne();
            return Optional.empty();
        } catch (JedisException e) {
            return Optional.of(RedisError.of(e).unusable(url) + ".");
        }
    }

    /** What to throw if a command failed without which a node cannot go on. */
    StoreUnavailableException unavailable(JedisException e) {
        return new StoreUnavailableException(RedisError.of(e).unusable(topology.address()), e);
    }

    private Optional<ServerLink> anyOpen() {
        return links.values().stream().filter(ServerLink::isOpen).findFirst();
    }

    private void distrust() {
        topology.distrust();
        watch.wake();
    }

    /** Has the pushes to what is read signalled, again where that has ended. */
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

    Topology topology() {
        return topology;
    }

    /**
     * Calls the listener each time a claiming connection replaces an earlier one: another server may stand behind the same
     * address now, while connections that are older still lead to the one before. Any thread may call this.
     *
     * @param listener is given the server; called by the thread that opened the connection, and must not block
     */
    void onReopened(Consumer<HostAndPort> listener) {
        reopenedListeners.add(listener);
    }

    private void opened(HostAndPort server) {
        listener.changedAnywhere();
        if (addOpened(server)) {
            reopenedListeners.forEach(reopened -> reopened.accept(server));
        }
    }

    /** @return whether a connection to it takes the place of an earlier one */
    private synchronized boolean addOpened(HostAndPort server) {
        boolean replaces = opened.stream().anyMatch(former -> topology.mayReplace(server, former));
        opened.add(server);
        return replaces;
    }

    /**
     * Has the connections that claim checked at once, since another connection leads to a replica. Any thread may call this.
     */
    void checkNow() {
        if (checking.compareAndSet(false, true)) {
            distrust();
            listener.changedAnywhere(); // has the queues looked at, which proves the connections
        }
    }

    private ServerLink link(HostAndPort server) {
        return links.computeIfAbsent(server, this::newLink);
    }

    private ServerLink newLink(HostAndPort server) {
        ReplacedConnection predecessor = new ReplacedConnection();
        Supplier<ClaimingConnection> opener = () -> ClaimingConnection.open(
                topology.address(), server, !topology.redirects(), predecessor, listener, safetyPoll, ticker);
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

    /** Whether every push to what was found empty is signalled now, or will be when the server can be used again. */
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
