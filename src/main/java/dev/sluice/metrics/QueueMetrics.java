package dev.sluice.metrics;

import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Counts for the messages of queues, by configured name or pattern: the names that a pattern matches may be secret, and
 * too many. Thread-safe.
 */
public final class QueueMetrics {
    private final Metrics metrics;
    private final UnaryOperator<String> entryOf;

    /**
     * @param metrics the figures that the counts belong to
     * @param entryOf finds the entry of a queue
     */
    public QueueMetrics(Metrics metrics, UnaryOperator<String> entryOf) {
        this.metrics = metrics;
        this.entryOf = entryOf;
    }

    /** Begins the counters of configured names and patterns, which are shown from now on. */
    public void begin(Collection<String> entries) {
        Stream.of(Metric.values())
                .filter(metric -> metric.type() == Metric.Type.COUNTER && metric.label() == Metric.Label.QUEUE)
                .map(metrics::counter)
                .forEach(counter -> entries.forEach(counter::initLabelValues));
    }

    /** Adds to a counter of queues. */
    public void add(Metric metric, String queue, long messages) {
        if (messages > 0) {
            metrics.add(metric, entryOf.apply(queue), messages);
        }
    }
}
