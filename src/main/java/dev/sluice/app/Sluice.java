package dev.sluice.app;

import dev.sluice.app.figures.QueueFigures;
import dev.sluice.app.figures.RegistryFigures;
import dev.sluice.channel.AckMode;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Settings;
import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.delivery.MemoryBounds;
import dev.sluice.http.HttpInterface;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.limits.NodeLimits;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisConfirmationRelay;
import dev.sluice.redis.RedisConnectionDirectory;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.RedisTopicHistory;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.RandomTokens;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node: its parts, made in the order of their dependencies, and closed in reverse. */
public final class Sluice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sluice.class);

    private final AtomicReference<Settings> settings;
    private final OptionalInt containerConnections;
    private final SharedClient client;
    private final RedisServers servers;
    private final Connections connections;
    private final NodeHealth health;
    private final SharedClient figuresClient;
    private final DeliveryParts delivery;
    private final Duration drainTime;
    private final Runnable onBroken;
    private boolean left;
    private boolean closed;
    private final ConfirmationRouter confirmations;
    private final Optional<NodeAccess> access;
    private final NodeLimits limits;
    private final StreamParts streams;
    private final AsyncRequests requests;
    private final HttpInterface http;

    /**
     * Makes a node; {@link #start} starts it.
     *
     * @param first the settings, until {@link #apply} brings others
     * @param redis the address of Redis
     * @param containerConnections the most connections of the servlet container, if known
     * @param onBroken called when the delivery has failed for good, before all browsers are sent away
     */
    public Sluice(Settings first, RedisUrl redis, OptionalInt containerConnections, Runnable onBroken) {
        this.settings = new AtomicReference<>(first);
        this.containerConnections = containerConnections;
        this.onBroken = onBroken;
        Ticker ticker = Ticker.SYSTEM;
        NodeName name = new NodeName(new RandomTokens());
        Metrics metrics = Metrics.ofNode();
        RetryDelay retry = new RetryDelay(first.retry(), new SecureRandom());
        int maxConnections = ConnectionLimit.of(first.maxConnections(), containerConnections);

        long heapBytes = Runtime.getRuntime().maxMemory();
        MemoryBounds memory = MemoryBounds.of(heapBytes, DirectMemory.maxBytes());
        DeliveryMailbox mailbox = new DeliveryMailbox(memory.stepBytes(), () -> metrics.add(Metric.PUBSUB_DROPPED, 1));
        connections =
                new Connections(first.heartbeat(), first.stallTimeout(), retry, maxConnections, heapBytes / 32, ticker);
        Keyspace keys = new Keyspace(first.namespace());
        Refusals refusals = Refusals.none(settings::get, keys, name);
        health = new NodeHealth(name.toString(), refusals.all(), connections, ticker, first.safetyPoll());
        servers = new RedisServers(redis, keys, mailbox, first.safetyPoll(), metrics, health::answered, ticker);
        client = new SharedClient(servers, "requests");
        figuresClient = SharedClient.forFigures(servers);
        QueueFigures figures =
                new QueueFigures(settings::get, figuresClient, metrics, refusals.queues()::names, ticker);
        new RegistryFigures(settings::get, new RedisConnectionDirectory(figuresClient), metrics, ticker);
        access =
                first.access().map(chosen -> new NodeAccess(chosen, client, ticker, InstantSource.system(), heapBytes));
        access.ifPresent(chosen -> health.addWarning(chosen::fault));
        limits = new NodeLimits(first.trustedProxies(), retry, metrics, ticker);
        limits.apply(first.limits());
        health.addWarning(limits::fault);
        streams = new StreamParts(
                settings::get,
                name,
                servers,
                client,
                refusals.own(),
                retry,
                metrics,
                decided -> access.filter(chosen -> chosen.isRevoked(decided)).isPresent(),
                ticker);
        streams.faults().forEach(health::addWarning);
        delivery = new DeliveryParts(
                settings::get,
                name,
                servers,
                client,
                mailbox,
                memory,
                health,
                refusals,
                metrics,
                figures,
                streams,
                ticker,
                this::breakDown);
        confirmations = new ConfirmationRouter(
                name,
                mailbox,
                new RedisConfirmationRelay(client),
                first.queuePolicies().mayUse(AckMode.CLIENT));
        requests = new AsyncRequests(heapBytes, ticker);
        http = new HttpInterface(
                settings::get,
                redis,
                name.toString(),
                connections,
                retry,
                mailbox,
                delivery.publisher(),
                new RedisTopicHistory(client, first.maxMessageBytes()),
                confirmations,
                health,
                metrics,
                access.map(chosen -> new HttpInterface.AccessParts(chosen::authorizer, chosen.revoker())),
                limits,
                new HttpInterface.NodeStreams(streams.open(), streams.all(), streams.directory()),
                requests,
                name::newConnection,
                ticker);
        drainTime = first.drainTime();
        metrics.gauge(Metric.CONNECTIONS, connections::count);
        metrics.gauge(Metric.READY, () -> health.isReady() ? 1 : 0);

        LOG.info(
                "Node {} serves queues {}, topics {}, pub/sub topics {} from Redis at {} to at most {} browsers",
                name,
                first.queues(),
                first.topics(),
                first.pubsubTopics(),
                redis,
                maxConnections);
        LOG.info("All settings: {}", first);
    }

    /**
     * Applies other settings of keys, grants, channels and limits, without an interruption. Streams lose channels that are
     * not served any more.
     *
     * @param next settings that have passed {@link dev.sluice.config.ReloadableSettings#reload}
     */
    public void apply(Settings next) {
        settings.set(next);
        access.ifPresent(on -> on.apply(next.access().orElseThrow()));
        connections.setLimit(ConnectionLimit.of(next.maxConnections(), containerConnections));
        limits.apply(next.limits());
        delivery.settingsChanged();
        streams.open().dropUnserved();
        LOG.info("Settings reloaded: {}", next);
    }

    /** Starts the threads; the container's may serve browsers from now on. Redis need not be there. */
    public void start() {
        connections.start();
        servers.start();
        requests.start();
        delivery.start();
        access.ifPresent(NodeAccess::start);
        streams.start();
    }

    /** Returns the part of the drain time in which load balancers can see that the node is not ready. */
    private Duration noticeTime() {
        return drainTime.dividedBy(4);
    }

    /** Sends all browsers to other nodes, since this one delivers nothing any more. */
    private void breakDown() {
        onBroken.run();
        connections.closeAfterError();
    }

    /** Returns the endpoints over HTTP. */
    public HttpInterface http() {
        return http;
    }

    /**
     * Ends the delivery with a notice. The node is not ready any more, sends new browsers away, and still delivers for
     * a moment in which load balancers see it. Then it stops claiming, and settles or returns claimed messages.
     * Browsers stay. Does nothing the second time.
     */
    public synchronized void leave() {
        endDelivery(noticeTime());
    }

    private void endDelivery(Duration notice) {
        if (left) {
            return;
        }
        left = true;
        health.stopping();
        connections.leave();
        if (connections.count() > 0) {
            Threads.pause(notice);
        }
        streams.leaving();
        delivery.stop();
    }

    /**
     * Ends the delivery, without a notice unless {@link #leave} has given one, and then sends all browsers away, spread
     * over the drain time. Does nothing the second time.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        endDelivery(Duration.ZERO);
        connections.close(drainTime.minus(noticeTime()));
        streams.close();
        access.ifPresent(NodeAccess::close);
        servers.close();
        requests.close();
        confirmations.close();
        delivery.close();
        figuresClient.close();
        client.close();
    }
}
