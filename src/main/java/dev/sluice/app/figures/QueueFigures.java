package dev.sluice.app.figures;

import dev.sluice.channel.NamePatterns;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.metrics.QueueMetrics;
import dev.sluice.redis.RedisQueueLengths;
import dev.sluice.redis.SharedClient;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The figures of queues, by configured name or pattern, and their sources. */
public final class QueueFigures {
    private final QueueMetrics counters;
    private final ServedQueues served;

    /**
     * @param client a client that waits for a short time only
     * @param metrics the target of the figures
     * @param refused names the queues that Redis refuses
     * @param ticker the delivery's clock
     */
    public QueueFigures(
            Settings settings,
            SharedClient client,
            NodeMetrics metrics,
            Supplier<Collection<String>> refused,
            Ticker ticker) {
        QueuePolicies policies = settings.queuePolicies();
        List<String> entries = policies.entries().keySet().stream()
                .filter(entry ->
                        NamePatterns.isPattern(entry) || settings.queues().matches(entry))
                .toList();
        counters = new QueueMetrics(metrics, entries, policies::entryOf);
        served = new ServedQueues(entries, policies::entryOf, ticker);
        RedisQueueLengths lengths = new RedisQueueLengths(client);
        QueueBacklog backlog = new QueueBacklog(entries, served, lengths::of, ticker);

        metrics.gauges(Metric.QUEUE_DEPTH, backlog::waiting);
        metrics.gauges(Metric.QUEUE_DEAD_LETTERS, backlog::dead);
        metrics.gauges(Metric.QUEUE_UNCOUNTED, backlog::uncounted);
        metrics.gauges(Metric.QUEUE_CLAIMED, served::claimed);
        metrics.gauges(Metric.QUEUE_OLDEST_CLAIM_AGE_SECONDS, served::oldestClaimAges);
        metrics.gauges(Metric.QUEUE_REFUSED, () -> count(entries, policies, refused.get()));
    }

    private static Map<String, Long> count(
            Collection<String> entries, QueuePolicies policies, Collection<String> queues) {
        Map<String, Long> counts = new HashMap<>();
        entries.forEach(entry -> counts.put(entry, 0L));
        queues.forEach(queue -> counts.merge(policies.entryOf(queue), 1L, Long::sum));
        return counts;
    }

    public QueueMetrics counters() {
        return counters;
    }

    public ServedQueues served() {
        return served;
    }
}
