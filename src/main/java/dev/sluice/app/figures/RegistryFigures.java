package dev.sluice.app.figures;

import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.time.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of the registry of connections, over all nodes. Thread-safe; may wait for Redis for a second or two. */
public final class RegistryFigures {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFigures.class);

    private final ConnectionDirectory directory;
    private final Supplier<Settings> settings;

    /**
     * The answers; empty ones if Redis does not answer.
     *
     * @param connections the connections of each node, by its name
     * @param consumers the connections that have a queue, by its name
     * @param subscribers the connections that have a topic, by its name
     */
    private record Figures(Map<String, Long> connections, Map<String, Long> consumers, Map<String, Long> subscribers) {}

    /**
     * @param settings the settings of the moment
     * @param directory waits for Redis for a short time only
     */
    public RegistryFigures(Supplier<Settings> settings, ConnectionDirectory directory, Metrics metrics, Ticker ticker) {
        this.directory = directory;
        this.settings = settings;
        KeptAnswer<Figures> figures = new KeptAnswer<>(this::read, ticker);
        metrics.gauges(Metric.REGISTERED_CONNECTIONS, () -> figures.get().connections());
        metrics.gauges(Metric.QUEUE_CONSUMERS, () -> figures.get().consumers());
        metrics.gauges(Metric.TOPIC_SUBSCRIBERS, () -> figures.get().subscribers());
    }

    /** Returns the names, without patterns: there may be any number of channels that match. */
    private static Set<String> names(NamePatterns configured) {
        return configured.texts().stream()
                .filter(text -> !NamePatterns.isPattern(text))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Figures read() {
        Settings now = settings.get();
        Set<String> queues = names(now.queues());
        Set<String> topics = names(now.topics().or(now.pubsubTopics()));
        try {
            return new Figures(directory.counts(), directory.consumers(queues), directory.subscribers(topics));
        } catch (StoreUnavailableException e) {
            LOG.debug("Cannot read the numbers of connections", e);
            return new Figures(Map.of(), Map.of(), Map.of());
        }
    }
}
