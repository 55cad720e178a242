package dev.sluice.bridge;

import dev.sluice.channel.ChannelKind;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisChannelLengths;
import dev.sluice.redis.RedisDeadLetters;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.DeadLetterArguments;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.PublishCommands;
import dev.sluice.store.KeyListener;
import dev.sluice.threads.LoopThread;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All sources, each with a thread of its own, and what they have in common. */
final class Bridge implements AutoCloseable {
    /** Enough to publish and acknowledge the batch under way. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Metrics metrics = Metrics.ofBridge();
    private final List<SourceReport> reports = new ArrayList<>();
    private final List<LoopThread> threads = new ArrayList<>();
    private final List<RedisPublisher> publishers = new ArrayList<>();
    private final Ticker ticker;
    private final RedisServers servers;
    private final SharedClient figures;
    private final RedisDeadLetters deadLetters;

    /** Makes a bridge; {@link #start} starts it. Redis and the brokers may be away. */
    Bridge(BridgeConfig config, Ticker ticker) {
        Settings settings = config.settings();
        this.ticker = ticker;
        Keyspace keys = new Keyspace(settings.namespace());
        servers = new RedisServers(
                config.redis(), keys, KeyListener.NONE, settings.safetyPoll(), metrics, () -> {}, ticker);
        figures = SharedClient.forFigures(servers);
        deadLetters = new RedisDeadLetters(config.redis(), keys, settings.queuePolicies()::takeFrom);
        for (SourceSettings source : config.sources()) {
            SourceReport report = new SourceReport(source.name(), metrics);
            reports.add(report);
            SourceLoop loop = loop(source, settings, report, ticker);
            threads.add(new LoopThread("sluice-bridge-source", () -> turn(loop), loop::close));
        }
        showGauges();
    }

    private SourceLoop loop(SourceSettings source, Settings settings, SourceReport report, Ticker ticker) {
        PublishCommands commands =
                new PublishCommands(servers.keys(), settings.queuePolicies()::takeFrom, settings::publishKeyAge);
        // Nodes trim topics.
        RedisPublisher publisher =
                new RedisPublisher(servers, commands, metrics, topic -> {}, source.replicas(), ticker);
        publishers.add(publisher);
        DeadLetterArguments bounds = new DeadLetterArguments(settings::deadLetters, InstantSource.system());
        RedisChannelLengths lengths = new RedisChannelLengths(figures);
        ChannelKind kind = source.target().kind();
        DepthCheck depth = new DepthCheck(
                kind == ChannelKind.PUBSUB ? DepthCheck.Depths.NONE : channels -> lengths.of(kind, channels),
                source.maxDepth(),
                ticker);
        RecordBatch batch = new RecordBatch(
                source,
                publisher,
                (queue, message, reason) -> deadLetters.add(queue, message, reason, bounds),
                depth,
                report);
        return new SourceLoop(source, batch, depth, report, ticker);
    }

    private static long turn(SourceLoop loop) {
        try {
            return loop.turn();
        } catch (Error e) { // such as a full heap: a copy or a restart goes on, a process without its thread would not
            FatalError.halt(e);
            throw e;
        }
    }

    private void showGauges() {
        metrics.gauges(Metric.BRIDGE_CONNECTED, () -> bySource(report -> report.isConnected() ? 1 : 0));
        metrics.gauges(Metric.BRIDGE_STANDBY, () -> bySource(report -> report.isStandby() ? 1 : 0));
        metrics.gauges(Metric.BRIDGE_PAUSED, () -> bySource(report -> report.isPaused() ? 1 : 0));
        metrics.gauges(Metric.BRIDGE_LAG, () -> {
            Map<String, Long> lags = new LinkedHashMap<>();
            reports.forEach(report -> report.lag().ifPresent(lag -> lags.put(report.source(), lag)));
            return lags;
        });
    }

    private Map<String, Integer> bySource(Function<SourceReport, Integer> value) {
        Map<String, Integer> values = new LinkedHashMap<>();
        reports.forEach(report -> values.put(report.source(), value.apply(report)));
        return values;
    }

    void start() {
        servers.start();
        threads.forEach(thread -> thread.start(Duration.ZERO));
    }

    Metrics metrics() {
        return metrics;
    }

    /** Returns why some source does not flow, a sentence for each. */
    List<String> reasons() {
        return reports.stream().flatMap(report -> report.reason().stream()).toList();
    }

    /** Lets each source finish its batch; waits 10 seconds for all of them together. */
    @Override
    public void close() {
        threads.forEach(LoopThread::end);
        long end = ticker.nanos() + STOP_TIMEOUT.toNanos();
        threads.forEach(thread -> thread.stop(Duration.ofNanos(Math.max(0, end - ticker.nanos()))));
        publishers.forEach(RedisPublisher::close);
        deadLetters.close();
        figures.close();
        servers.close();
    }
}
