package dev.sluice.app;

import dev.sluice.channel.NamePatterns;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.metrics.QueueMetrics;
import dev.sluice.redis.RedisQueueLengths;
import dev.sluice.redis.RedisServers;
import dev.sluice.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The figures of queues, by configured name or pattern, and their sources. */
final class QueueFigures implements AutoCloseable {
    private final QueueMetrics counters;
    private final ServedQueues served;
    private final RedisQueueLengths lengths;

    /**
     * @param servers the servers of the queues
     * @param metrics the target of the figures
     * @param refused names the queues that Redis refuses
     * @param ticker the delivery's clock
     */
    QueueFigures(
            Settings settings,
            RedisServers servers,
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
        lengths = new RedisQueueLengths(servers);
        QueueBacklog backlog = new QueueBacklog(entries, served, lengths::of, ticker);

        metrics.queueGauge(Metric.QUEUE_DEPTH, backlog::waiting);
        metrics.queueGauge(Metric.QUEUE_DEAD_LETTERS, backlog::dead);
        metrics.queueGauge(Metric.QUEUE_UNCOUNTED, backlog::uncounted);
        metrics.queueGauge(Metric.QUEUE_CLAIMED, served::claimed);
        metrics.queueGauge(Metric.QUEUE_OLDEST_CLAIM_AGE_SECONDS, served::oldestClaimAges);
        metrics.queueGauge(Metric.QUEUE_REFUSED, () -> count(entries, policies, refused.get()));
    }

    private static Map<String, Long> count(
            Collection<String> entries, QueuePolicies policies, Collection<String> queues) {
        Map<String, Long> counts = new HashMap<>();
        entries.forEach(entry -> counts.put(entry, 0L));
        queues.forEach(queue -> counts.merge(policies.entryOf(queue), 1L, Long::sum));
        return counts;
    }

    QueueMetrics counters() {
        return counters;
    }

    ServedQueues served() {
        return served;
    }

    @Override
    public void close() {
        lengths.close();
    }
}
