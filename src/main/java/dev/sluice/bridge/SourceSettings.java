package dev.sluice.bridge;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.jms.JmsSource;
import dev.sluice.bridge.kafka.KafkaSource;
import dev.sluice.bridge.rabbitmq.RabbitSource;
import dev.sluice.bridge.source.ReadLimits;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.target.Target;
import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.ConfigException;
import dev.sluice.config.Settings;
import dev.sluice.redis.RedisPublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The settings of a source.
 *
 * @param broker the kind of broker, as in the file
 * @param undeliverables where records go that can never be published
 * @param maxDepth the number of messages in a target at which the source pauses
 * @param replicas those of Redis that must have a message before it is acknowledged
 */
record SourceSettings(
        String name,
        String broker,
        SourceOpener opener,
        Target target,
        Undeliverables undeliverables,
        int maxDepth,
        RedisPublisher.Replicas replicas) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final int DEFAULT_BATCH = 500;
    private static final int MAX_BATCH = 10_000;
    private static final int DEFAULT_DEPTH = 100_000;
    private static final int MAX_DEPTH = 100_000_000;

    private static final int MAX_REPLICAS = 100;
    /** Less than the time after which a connection to Redis counts as lost. */
    private static final Duration MAX_REPLICA_WAIT = Duration.ofSeconds(1);

    private interface Broker {
        SourceOpener opener(Section section, String source, ReadLimits limits, boolean rejects);
    }

    private static final Map<String, Broker> BROKERS = new TreeMap<>(Map.of(
            "kafka", KafkaSource::opener,
            "rabbitmq", RabbitSource::opener,
            "activemq", JmsSource::classic,
            "artemis", JmsSource::artemis));

    /**
     * Reads all sources.
     *
     * @param sources the map from names to settings
     * @param environment as {@link System#getenv()}
     * @throws ConfigException if there is none, or a setting is wrong
     */
    static List<SourceSettings> read(JsonNode sources, Settings settings, Map<String, String> environment) {
        if (!sources.isObject() || sources.isEmpty()) {
            throw new ConfigException("The file has no map of sources, such as sources: {orders: {kafka: …}}.");
        }
        List<SourceSettings> all = new ArrayList<>();
        long heap = Runtime.getRuntime().maxMemory() / sources.size();
        sources.properties().forEach(entry -> {
            if (!NAME.matcher(entry.getKey()).matches()) {
                throw new ConfigException("The name of the source \"" + entry.getKey()
                        + "\" must be 1 to 64 letters, digits, dots, dashes and underscores.");
            }
            Section section = new Section("the source " + entry.getKey(), entry.getValue(), environment);
            all.add(read(entry.getKey(), section, settings, heap));
        });
        return List.copyOf(all);
    }

    private static SourceSettings read(String name, Section section, Settings settings, long heapBytes) {
        section.requireOnly(names());
        String broker = section.exactlyOne(BROKERS.keySet());
        int batch = section.number("batch", DEFAULT_BATCH, 1, MAX_BATCH);
        ReadLimits limits = ReadLimits.of(batch, settings.maxMessageBytes(), heapBytes);
        boolean rejects =
                section.oneOf("undeliverable", "dead-letters", "broker").equals("broker");
        if (rejects) {
            section.refuseUseless("dead-letters", "with undeliverable: broker");
        }
        Target target = new Target(section.section("to"), name, settings);
        if (target.kind() == ChannelKind.PUBSUB) {
            section.refuseUseless("max-depth", "on a pub/sub topic, which keeps no messages");
        }
        return new SourceSettings(
                name,
                broker,
                BROKERS.get(broker).opener(section.section(broker), name, limits, rejects),
                target,
                rejects
                        ? new Undeliverables.ToBroker()
                        : new Undeliverables.ToDeadLetters(section.parse("dead-letters", SourceSettings::queue)
                                .orElse(name)),
                section.number("max-depth", DEFAULT_DEPTH, 1, MAX_DEPTH),
                new RedisPublisher.Replicas(section.number("wait-replicas", 0, 0, MAX_REPLICAS), MAX_REPLICA_WAIT));
    }

    /** Returns the names that the map of a source may have. */
    static List<String> names() {
        List<String> names = new ArrayList<>(BROKERS.keySet());
        names.addAll(List.of("to", "batch", "max-depth", "undeliverable", "dead-letters", "wait-replicas"));
        return names;
    }

    private static String queue(String text) {
        String fault = ChannelName.faultOf(text);
        if (fault != null || text.startsWith(NamePatterns.OWN_PREFIX)) {
            throw new IllegalArgumentException(fault != null ? fault : "starts with " + NamePatterns.OWN_PREFIX);
        }
        return text;
    }

    /** Returns a line for people, without secrets. */
    @Override
    public String toString() {
        return name + ": " + broker + " to " + target;
    }
}
