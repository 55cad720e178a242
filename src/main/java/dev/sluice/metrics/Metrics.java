package dev.sluice.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The figures of a node, or of the bridge. Thread-safe. */
public final class Metrics {
    /** The content type of {@link #write}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();
    private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);

    private Metrics(Predicate<Metric> own) {
        for (Metric metric : Metric.values()) {
            if (metric.type() == Metric.Type.COUNTER && own.test(metric)) {
                counters.put(
                        metric,
                        Counter.builder()
                                .name(metric.fullName())
                                .help(metric.help())
                                .labelNames(metric.label().names())
                                .withoutExemplars()
                                .register(registry));
            }
        }
    }

    /** Returns the figures of a node. */
    public static Metrics ofNode() {
        return new Metrics(Metric::isOfNode);
    }

    /** Returns the figures of the bridge. */
    public static Metrics ofBridge() {
        return new Metrics(Metric::isOfBridge);
    }

    /** Adds to a counter without a label. */
    public void add(Metric metric, long count) {
        counters.get(metric).inc(count);
    }

    /** Adds to a counter with a label, whose series begins with that; 0 only begins it. */
    public void add(Metric metric, String label, long count) {
        counters.get(metric).labelValues(label).inc(count);
    }

    /** Registers a gauge without a label; its value is read whenever the figures are written. */
    public void gauge(Metric metric, IntSupplier value) {
        register(metric, callback -> callback.call(value.getAsInt()));
    }

    /**
     * Registers a gauge with a label; its values are read whenever the figures are written.
     *
     * @param values by label; an unknown value is absent
     */
    public void gauges(Metric metric, Supplier<? extends Map<String, ? extends Number>> values) {
        register(metric, callback -> values.get().forEach((label, value) -> callback.call(value.doubleValue(), label)));
    }

    private void register(Metric metric, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(metric.fullName())
                .help(metric.help())
                .labelNames(metric.label().names())
                .callback(values)
                .register(registry);
    }

    /** Writes all figures in the Prometheus text format. */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    Counter counter(Metric metric) {
        return counters.get(metric);
    }
}
