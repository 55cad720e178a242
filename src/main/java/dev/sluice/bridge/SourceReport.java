package dev.sluice.bridge;

import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to say about a source: its figures, its log, and its trouble. Written by one thread, read by any. */
final class SourceReport {
    private static final Logger LOG = LoggerFactory.getLogger(SourceReport.class);

    private final String source;
    private final NodeMetrics metrics;
    private volatile boolean connected;
    private volatile boolean paused;
    private volatile OptionalLong lag = OptionalLong.empty();
    /** A sentence without a full stop. Empty at first, too: a source is ready once it has polled. */
    private volatile Optional<String> trouble = Optional.of("it has not connected yet");

    SourceReport(String source, NodeMetrics metrics) {
        this.source = source;
        this.metrics = metrics;
        count(Metric.BRIDGE_RECORDS, 0);
        count(Metric.BRIDGE_PUBLISHED, 0);
        count(Metric.BRIDGE_UNDELIVERABLE, 0);
        count(Metric.BRIDGE_FAILURES, 0);
    }

    void count(Metric metric, long records) {
        metrics.add(metric, source, records);
    }

    /** Reports that the broker cannot be used. */
    void failed(String sentence) {
        connected = false;
        paused = false;
        lag = OptionalLong.empty();
        count(Metric.BRIDGE_FAILURES, 1);
        setTrouble(sentence);
    }

    /** Reports that the source waits, although the broker can be used. */
    void paused(String sentence) {
        connected = true;
        paused = true;
        setTrouble(sentence);
    }

    private void setTrouble(String sentence) {
        if (!trouble.equals(Optional.of(sentence))) {
            trouble = Optional.of(sentence);
            LOG.warn("The source {} waits and tries again: {}", source, sentence);
        }
    }

    /** Reports that records flow, or would if there were any. */
    void flows() {
        connected = true;
        paused = false;
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            LOG.info("The source {} flows", source);
        }
    }

    void undeliverable(String place, String reason, String destination) {
        count(Metric.BRIDGE_UNDELIVERABLE, 1);
        LOG.warn("The source {} moved {} to {}: it {}", source, place, destination, reason);
    }

    void lag(OptionalLong records) {
        lag = records;
    }

    OptionalLong lag() {
        return lag;
    }

    boolean isConnected() {
        return connected;
    }

    boolean isPaused() {
        return paused;
    }

    String source() {
        return source;
    }

    /** Returns why nothing flows, as a sentence. */
    Optional<String> reason() {
        return trouble.map(sentence -> "The source " + source + ": " + sentence + ".");
    }
}
