package dev.sluice.app;

import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.connection.RetryDelay;
import dev.sluice.http.access.AccessControl;
import dev.sluice.http.access.OpenStreams;
import dev.sluice.http.access.StreamAccess;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.redis.RedisNodeCalls;
import dev.sluice.redis.RedisPubsubSource;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.time.Ticker;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The parts of access control, and of streams that end in time. Those that the settings do not ask for are not made. */
final class AccessParts implements AutoCloseable {
    private final Optional<NodeAccess> access;
    private final Optional<OpenStreams> open;
    private final Optional<AllStreams> all;
    private final Optional<RedisPubsubSource> calls;
    private final String callChannel;

    /** @param refused the calls that Redis refuses to deliver */
    AccessParts(
            Settings settings,
            NodeName name,
            RedisServers servers,
            SharedClient client,
            RefusedChannels refused,
            RetryDelay retry,
            NodeMetrics metrics,
            Ticker ticker,
            long heapBytes) {
        InstantSource clock = InstantSource.system();
        callChannel = RedisNodeCalls.channel(servers.keys(), name.toString());
        access = settings.access().map(chosen -> new NodeAccess(chosen, ticker, clock, heapBytes));
        open = access.isPresent() || settings.streamMaxAge().isPresent()
                ? Optional.of(new OpenStreams(
                        retry,
                        settings.streamMaxAge(),
                        clock,
                        new SecureRandom(),
                        () -> metrics.add(Metric.STREAMS_EXPIRED, 1)))
                : Optional.empty();
        all = access.map(on -> new AllStreams(name, open.orElseThrow(), client));
        calls = all.map(streams -> new RedisPubsubSource(
                servers, streams.listener(), new PubsubReport(refused), settings.safetyPoll(), ticker));
    }

    /** Returns the refusals of other nodes' calls, for the health. */
    static RefusedChannels refusable(Keyspace keys, NodeName name) {
        return new RefusedChannels(
                "channel for calls of other nodes",
                new NamePatterns(List.of(RedisNodeCalls.channel(keys, name.toString()))));
    }

    /** Returns the watch over open streams. */
    StreamAccess streamAccess() {
        return open.map(StreamAccess.class::cast).orElse(StreamAccess.NONE);
    }

    /** Returns what requests need; empty if access control is off. */
    Optional<AccessControl> control() {
        return access.map(on -> new AccessControl(on.authorizer(), all.orElseThrow()));
    }

    void start() {
        access.ifPresent(NodeAccess::start);
        open.ifPresent(OpenStreams::start);
        calls.ifPresent(source -> {
            source.start();
            source.subscribe(callChannel);
        });
    }

    @Override
    public void close() {
        calls.ifPresent(RedisPubsubSource::close);
        all.ifPresent(AllStreams::close);
        open.ifPresent(OpenStreams::close);
        access.ifPresent(NodeAccess::close);
    }
}
