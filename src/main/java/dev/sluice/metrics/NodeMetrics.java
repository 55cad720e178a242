package dev.sluice.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The figures of a node. Thread-safe. */
public final class NodeMetrics {
    /** Of what {@link #write} writes. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** Of figures of queues: the configured name or pattern that a queue belongs to. */
    static final String QUEUE_LABEL = "queue";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    private final Counter delivered = counter("sluice_topic_deliveries", "Events of topics that left for browsers.");
    private final Counter skipped =
            counter("sluice_topic_skipped", "Events of topics that cannot be events for browsers.");
    private final Counter gaps = counter("sluice_topic_gaps", "Browsers that were told of a gap.");
    private final Counter trimmedUnread = counter(
            "sluice_topic_trimmed_unread",
            "Events of stream topics that were trimmed before a consumer group had read and acknowledged them.");
    private final Counter overtaken = counter(
            "sluice_pubsub_overtaken", "Times that a browser was too slow for a pub/sub topic and missed some of it.");
    private final Counter dropped = counter(
            "sluice_pubsub_dropped", "Messages of pub/sub topics that came faster than the node could take them.");
    private final Counter closedForMemory = counter(
            "sluice_connections_closed_for_memory",
            "Connections closed because data that browsers had not read filled its share of memory.");
    private final Counter historyReads = counter("sluice_history_reads", "Pages of history read from Redis.");
    private final Counter roundTrips = counter("sluice_redis_round_trips", "Round trips of the delivery to Redis.");

    /** Counts events of topics that left for browsers. */
    public void delivered(int events) {
        delivered.inc(events);
    }

    /** Counts an event of a topic that cannot be one for browsers. */
    public void skipped() {
        skipped.inc();
    }

    /** Counts browsers that were told of a gap. */
    public void gaps(int browsers) {
        gaps.inc(browsers);
    }

    /** Counts events that were trimmed before a consumer group had read and acknowledged them. */
    public void trimmedUnread(long events) {
        trimmedUnread.inc(events);
    }

    /** Counts a browser that misses some of a pub/sub topic. */
    public void overtaken() {
        overtaken.inc();
    }

    /** Counts a message of a pub/sub topic that nobody gets. */
    public void dropped() {
        dropped.inc();
    }

    /** Counts connections that were closed because data that browsers had not read filled its share of memory. */
    public void closedForMemory(int connections) {
        closedForMemory.inc(connections);
    }

    /** Counts a page of history. */
    public void historyRead() {
        historyReads.inc();
    }

    /** Counts a round trip. */
    public void roundTrip() {
        roundTrips.inc();
    }

    /** Has a value read whenever the figures are written. */
    public void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsInt()))
                .register(registry);
    }

    /**
     * Has values of queues read whenever the figures are written.
     *
     * @param values by configured name or pattern; what is not known is not there
     */
    public void queueGauge(String name, String help, Supplier<? extends Map<String, ? extends Number>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(QUEUE_LABEL)
                .callback(callback -> values.get().forEach((queue, value) -> callback.call(value.doubleValue(), queue)))
                .register(registry);
    }

    /** Writes all figures in the Prometheus text format. */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    Counter queueCounter(String name, String help) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(QUEUE_LABEL)
                .withoutExemplars()
                .register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).withoutExemplars().register(registry);
    }
}
