package dev.sluice.bridge;

import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state, the metrics and the log of a source. Written by one thread, read by any. */
final class SourceReport {
    private final Logger log;
    private final String source;
    private final Metrics metrics;
    private volatile State state = new State.Connecting();
    private volatile OptionalLong lag = OptionalLong.empty();

    /** The states of a source. Reasons are sentences without a full stop. */
    private sealed interface State {
        /** Returns why the source is not ready; empty if it is. */
        default Optional<String> fault() {
            return Optional.empty();
        }

        /** Returns true if the broker can be used. */
        default boolean isConnected() {
            return false;
        }

        /** At first. */
        record Connecting() implements State {
            @Override
            public Optional<String> fault() {
                return Optional.of("it has not connected yet");
            }
        }

        /** Records come, or would if there were any. */
        record Running() implements State {
            @Override
            public boolean isConnected() {
                return true;
            }
        }

        /** The broker answers, and records wait. */
        record Paused(String reason) implements State {
            @Override
            public Optional<String> fault() {
                return Optional.of(reason);
            }

            @Override
            public boolean isConnected() {
                return true;
            }
        }

        /** Another copy of the bridge has the records. */
        record Standby(String reason) implements State {}

        /** There is no connection, or the broker gives no records over it. */
        record Failed(String reason) implements State {
            @Override
            public Optional<String> fault() {
                return Optional.of(reason);
            }
        }
    }

    SourceReport(String source, Metrics metrics) {
        // A logger of its own: lines of one kind are limited, and one source must not use up those of others.
        this.log = LoggerFactory.getLogger(SourceReport.class.getName() + "." + source);
        this.source = source;
        this.metrics = metrics;
        count(Metric.BRIDGE_RECORDS, 0);
        count(Metric.BRIDGE_PUBLISHED, 0);
        count(Metric.BRIDGE_UNDELIVERABLE, 0);
        count(Metric.BRIDGE_DEAD_LETTERS_DROPPED, 0);
        count(Metric.BRIDGE_FAILURES, 0);
    }

    void count(Metric metric, long records) {
        metrics.add(metric, source, records);
    }

    /** Reports that the broker cannot be used. */
    void failed(String reason) {
        lag = OptionalLong.empty();
        if (become(new State.Failed(reason))) {
            log.warn("Source {} failed and will reconnect: {}", source, reason);
        }
    }

    /** Reports that another copy of the bridge has the records. */
    void standsBy(String reason) {
        lag = OptionalLong.empty();
        if (become(new State.Standby(reason))) {
            log.info("Source {} stands by: {}", source, reason);
        }
    }

    /** Reports that the broker answers, and gives no records. */
    void obstructed(String reason) {
        if (become(new State.Failed(reason))) {
            log.warn("Source {} gets no records: {}", source, reason);
        }
    }

    /** Reports that the source waits, although the broker can be used. */
    void paused(String reason) {
        if (become(new State.Paused(reason))) {
            log.warn("Source {} is paused and will retry: {}", source, reason);
        }
    }

    /** Reports that records come, or would if there were any. */
    void running() {
        if (become(new State.Running())) {
            log.info("Source {} is running", source);
        }
    }

    private boolean become(State next) {
        boolean changes = !state.equals(next);
        state = next;
        return changes;
    }

    /** @param outcome what was done with the record */
    void undeliverable(String position, String reason, String outcome) {
        count(Metric.BRIDGE_UNDELIVERABLE, 1);
        log.warn("Source {} cannot publish {}, which {}; it was {}", source, position, reason, outcome);
    }

    /** Reports that older dead letters were dropped for a new one. */
    void dropped(String queue, long letters) {
        if (letters > 0) {
            count(Metric.BRIDGE_DEAD_LETTERS_DROPPED, letters);
            log.warn(
                    "Source {} dropped {} of the oldest dead letters of {}: there are too many",
                    source,
                    letters,
                    queue);
        }
    }

    void lag(OptionalLong records) {
        lag = records;
    }

    OptionalLong lag() {
        return lag;
    }

    boolean isConnected() {
        return state.isConnected();
    }

    boolean isStandby() {
        return state instanceof State.Standby;
    }

    boolean isPaused() {
        return state instanceof State.Paused;
    }

    String source() {
        return source;
    }

    /** Returns why the source is not ready, as a sentence; empty if it is, and if it stands by. */
    Optional<String> reason() {
        return state.fault().map(fault -> "The source " + source + ": " + fault + ".");
    }
}
