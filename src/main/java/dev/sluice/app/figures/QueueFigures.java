package dev.sluice.app.figures;

import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.QueueMetrics;
import dev.sluice.redis.RedisChannelLengths;
import dev.sluice.redis.SharedClient;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The figures of queues, by configured name or pattern, and their sources. */
public final class QueueFigures {
    private final Supplier<Settings> settings;
    private final QueueMetrics counters;
    private final QueueClaims served;

    /**
     * @param settings the settings of the moment
     * @param client a client that waits for a short time only
     * @param metrics the target of the figures
     * @param refused names the queues that Redis refuses
     * @param ticker the delivery's clock
     */
    public QueueFigures(
            Supplier<Settings> settings,
            SharedClient client,
            Metrics metrics,
            Supplier<Collection<String>> refused,
            Ticker ticker) {
        this.settings = settings;
        counters = new QueueMetrics(metrics, this::entryOf);
        served = new QueueClaims(this::entries, this::entryOf, ticker);
        RedisChannelLengths lengths = new RedisChannelLengths(client);
        QueueBacklog backlog = new QueueBacklog(this::entries, served, lengths::of, ticker);

        metrics.gauges(Metric.QUEUE_DEPTH, backlog::waiting);
        metrics.gauges(Metric.QUEUE_DEAD_LETTERS, backlog::dead);
        metrics.gauges(Metric.QUEUE_UNCOUNTED, backlog::uncounted);
        metrics.gauges(Metric.QUEUE_CLAIMED, served::claimed);
        metrics.gauges(Metric.QUEUE_OLDEST_CLAIM_AGE_SECONDS, served::oldestClaimAges);
        metrics.gauges(Metric.QUEUE_REFUSED, () -> count(refused.get()));
        settingsChanged();
    }

    /** Called when the settings have changed: the counters of new names and patterns begin. */
    public void settingsChanged() {
        counters.begin(entries());
    }

    /** Returns the configured names and patterns. */
    private List<String> entries() {
        Settings now = settings.get();
        return now.queuePolicies().entries().keySet().stream()
                .filter(entry -> NamePatterns.isPattern(entry)
                        ? now.queues().overlap(entry)
                        : now.queues().matches(entry))
                .toList();
    }

    private String entryOf(String queue) {
        return settings.get().queuePolicies().entryOf(queue);
    }

    private Map<String, Long> count(Collection<String> queues) {
        Map<String, Long> counts = new HashMap<>();
        entries().forEach(entry -> counts.put(entry, 0L));
        queues.forEach(queue -> counts.merge(entryOf(queue), 1L, Long::sum));
        return counts;
    }

    public QueueMetrics counters() {
        return counters;
    }

    public QueueClaims served() {
        return served;
    }
}
