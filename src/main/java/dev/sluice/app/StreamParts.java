package dev.sluice.app;

import dev.sluice.access.Access;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.connection.RetryDelay;
import dev.sluice.http.directory.DirectListener;
import dev.sluice.http.presence.PresenceEvents;
import dev.sluice.http.presence.PresenceWatcher;
import dev.sluice.http.streams.OpenStreams;
import dev.sluice.http.streams.Streams;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisConnectionDirectory;
import dev.sluice.redis.RedisConnectionRegistry;
import dev.sluice.redis.RedisNodeCalls;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.pubsub.RedisPubsubSource;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.time.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The open streams of this node, their registry, what they are told beside the delivery, and the way to other nodes. */
final class StreamParts implements AutoCloseable {
    /** How often the connection for calls is checked; a cut is noticed at once. */
    private static final Duration CHECK = Duration.ofSeconds(10);

    /** The name of the channel of direct messages that applications publish. */
    private static final String DIRECT = "direct";

    private final NodeName name;
    private final OpenStreams open;
    private final AllStreams all;
    private final ConnectionDirectory directory;
    private final RegistryParts registry;
    private final Optional<PresenceWatcher> presence;
    private final RedisPubsubSource source;
    /** The listeners by their Pub/Sub channels. */
    private final Map<String, PublicationListener> listeners = new LinkedHashMap<>();

    private final boolean haveEnds;

    /**
     * @param current the settings of the moment
     * @param isRevoked returns true for access that is revoked
     * @param refused the channels that Redis refuses to deliver
     */
    StreamParts(
            Supplier<Settings> current,
            NodeName name,
            RedisServers servers,
            SharedClient client,
            RefusedChannels refused,
            RetryDelay retry,
            Metrics metrics,
            Predicate<Access> isRevoked,
            Ticker ticker) {
        Settings settings = current.get();
        this.name = name;
        haveEnds = settings.access().isPresent() || settings.streamMaxAge().isPresent();
        open = new OpenStreams(
                retry,
                settings.streamMaxAge(),
                InstantSource.system(),
                new SecureRandom(),
                () -> metrics.add(Metric.STREAMS_EXPIRED, 1),
                isRevoked,
                need -> current.get().serves(need));
        directory = new RedisConnectionDirectory(client);
        RedisConnectionRegistry record = new RedisConnectionRegistry(client, settings.lifecycle());
        registry = new RegistryParts(name, record, servers, settings.presence(), ticker);
        open.observe(registry);
        presence = settings.presence().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PresenceWatcher(settings.presence(), directory, new PresenceEvents(open, metrics), ticker));
        presence.ifPresent(open::observe);
        all = new AllStreams(name, open, () -> record.nodes().keySet(), client);
        listeners.put(RedisNodeCalls.channel(servers.keys(), name.toString()), all.listener());
        listeners.put(
                servers.keys().own(DIRECT),
                new DirectListener(name.toString(), open, metrics, settings.maxMessageBytes()));
        presence.ifPresent(telling -> listeners.put(servers.keys().registry().presenceChannel(), telling));
        source = new RedisPubsubSource(
                servers,
                "calls",
                "calls of other nodes",
                (channel, message) -> listeners.get(channel).published(channel, message),
                new PubsubReport(refused, () -> presence.ifPresent(PresenceWatcher::lookAtAll)),
                CHECK,
                ticker);
    }

    /** Returns the refusals of the node's own channels, for the health. */
    static RefusedChannels refusable(Keyspace keys, NodeName name) {
        NamePatterns names = new NamePatterns(List.of(
                RedisNodeCalls.channel(keys, name.toString()),
                keys.own(DIRECT),
                keys.registry().presenceChannel()));
        return new RefusedChannels("channel", () -> names);
    }

    OpenStreams open() {
        return open;
    }

    Streams all() {
        return all;
    }

    ConnectionDirectory directory() {
        return directory;
    }

    /** Called when this node's lease has begun, as this incarnation. */
    void began(String incarnation) {
        registry.began(incarnation);
    }

    /**
     * Called before the delivery ends, and with it this node's lease. The record continues under a new incarnation,
     * which does not lapse with the lease. Otherwise other nodes would remove the remaining streams as lost.
     */
    void leaving() {
        registry.began(name.newIncarnation());
    }

    /** Called when the lease of an incarnation has lapsed. */
    void lapsed(String incarnation) {
        registry.lapsed(incarnation);
    }

    /** Returns suppliers of the current faults, a sentence each. */
    List<Supplier<Optional<String>>> faults() {
        return List.of(registry::fault, () -> presence.flatMap(PresenceWatcher::fault));
    }

    void start() {
        if (haveEnds) {
            open.start();
        }
        registry.start();
        presence.ifPresent(PresenceWatcher::start);
        source.start();
        listeners.keySet().forEach(source::subscribe);
    }

    @Override
    public void close() {
        registry.close(); // while Redis can still be told
        source.close();
        presence.ifPresent(PresenceWatcher::close);
        all.close();
        open.close();
    }
}
