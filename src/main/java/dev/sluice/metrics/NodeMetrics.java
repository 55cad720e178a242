package dev.sluice.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntSupplier;

/** The figures of a node. Thread-safe. */
public final class NodeMetrics {
    /** Of what {@link #write} writes. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    private final Counter claimed = counter("sluice_claimed", "Messages taken from queues.");
    private final Counter settled = counter("sluice_settled", "Messages gone for good, since they were delivered.");
    private final Counter returned = counter("sluice_returned", "Messages put back at the front of their queue.");
    private final Counter buried = counter("sluice_dead_letters", "Messages moved to the dead letters.");
    private final Counter lost = counter("sluice_lost_claims", "Claims that were not there any more.");
    private final Counter reclaimed =
            counter("sluice_reclaimed", "Messages put back at the front of their queue for a node that is gone.");
    private final Counter delivered = counter("sluice_topic_deliveries", "Events of topics that left for browsers.");
    private final Counter skipped =
            counter("sluice_topic_skipped", "Events of topics that cannot be events for browsers.");
    private final Counter gaps = counter("sluice_topic_gaps", "Browsers that were told of a gap.");
    private final Counter roundTrips = counter("sluice_redis_round_trips", "Round trips of the delivery to Redis.");

    /** Counts messages taken from queues. */
    public void claimed(int messages) {
        claimed.inc(messages);
    }

    /** Counts messages that were delivered. */
    public void settled(int messages) {
        settled.inc(messages);
    }

    /** Counts messages put back. */
    public void returned(int messages) {
        returned.inc(messages);
    }

    /** Counts a dead letter. */
    public void buried() {
        buried.inc();
    }

    /** Counts claims that were not there any more. */
    public void lost(int messages) {
        lost.inc(messages);
    }

    /** Counts messages put back for a node that is gone. */
    public void reclaimed(long messages) {
        reclaimed.inc(messages);
    }

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

    /** Writes all figures in the Prometheus text format. */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).withoutExemplars().register(registry);
    }
}
