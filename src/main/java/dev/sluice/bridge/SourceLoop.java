package dev.sluice.bridge;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StandbyException;
import dev.sluice.metrics.Metric;
import dev.sluice.time.Backoff;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the records of a source to Redis: a batch is polled, published, and acknowledged once Redis has all of it. If
 * Redis does not take it, the batch waits, and the source idles. If the broker fails, the batch is dropped: the broker
 * hands it out again, and keys make what was published harmless. One thread at a time.
 */
final class SourceLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    /** Also the longest time between two calls of idle(); Kafka allows five minutes between polls. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    /** The time in which a connection without records must become able to have some. */
    private static final Duration SETTLING_TIME = Duration.ofSeconds(10);

    private final SourceSettings settings;
    private final RecordBatch batch;
    private final DepthCheck depth;
    private final SourceReport report;
    private final Ticker ticker;
    private final Backoff brokerWaits = new Backoff(FIRST_WAIT, MAX_WAIT);
    private final Backoff redisWaits = new Backoff(FIRST_WAIT, MAX_WAIT);
    /** Null while there is no connection. */
    private Source source;

    private long openedAt;
    /** True from a poll with records until they are acknowledged. */
    private boolean hasRecords;
    /** True if the last connection failed with records, so that one without records proves nothing. */
    private boolean failedWithRecords;

    private long lagAt;

    SourceLoop(SourceSettings settings, RecordBatch batch, DepthCheck depth, SourceReport report, Ticker ticker) {
        this.settings = settings;
        this.batch = batch;
        this.depth = depth;
        this.report = report;
        this.ticker = ticker;
        this.lagAt = ticker.nanos();
    }

    /** Takes a turn, and returns the nanoseconds until the next one. */
    long turn() {
        try {
            if (source == null) {
                source = settings.opener().open();
                openedAt = ticker.nanos();
            }
            return step();
        } catch (StandbyException e) {
            close();
            report.standsBy(e.getMessage());
            return brokerWaits.next();
        } catch (SourceException e) {
            LOG.debug("Source {} failed", settings.name(), e);
            return disconnect(e.getMessage());
        } catch (RuntimeException e) { // whatever a client throws must not end the loop
            LOG.warn("Source {} failed unexpectedly", settings.name(), e);
            return disconnect("The client of " + settings.broker() + " failed: " + e);
        }
    }

    private long disconnect(String reason) {
        failedWithRecords |= hasRecords;
        close();
        report.count(Metric.BRIDGE_FAILURES, 1);
        report.failed(reason);
        return brokerWaits.next();
    }

    private long step() throws SourceException {
        if (!hasRecords) {
            Optional<String> tooDeep = depth.check();
            if (tooDeep.isPresent()) {
                return pause(tooDeep.get());
            }
            List<SourceRecord> records = source.poll(POLL_TIMEOUT);
            readLag();
            if (records.isEmpty()) {
                noteSilence();
                return 0;
            }
            report.count(Metric.BRIDGE_RECORDS, records.size());
            batch.take(records);
            hasRecords = true;
        }
        Optional<String> fault = batch.publish(source);
        if (fault.isPresent()) {
            report.count(Metric.BRIDGE_FAILURES, 1);
            return pause(fault.get());
        }
        source.acknowledge();
        hasRecords = false;
        noteSuccess();
        return 0;
    }

    private long pause(String reason) throws SourceException {
        report.paused(reason);
        source.idle();
        readLag();
        return redisWaits.next();
    }

    /** A connection that gives no records works if it can give some, and has not failed with some before. */
    private void noteSilence() {
        boolean isNew = ticker.nanos() - openedAt < SETTLING_TIME.toNanos();
        Optional<String> obstacle = source.obstacle();
        if (obstacle.isEmpty() && !(isNew && failedWithRecords)) {
            noteSuccess();
        } else if (obstacle.isPresent() && !isNew) {
            report.obstructed(obstacle.get());
        }
    }

    private void noteSuccess() {
        failedWithRecords = false;
        report.running();
        brokerWaits.reset();
        redisWaits.reset();
    }

    private void readLag() throws SourceException {
        if (ticker.nanos() - lagAt >= 0) {
            lagAt = ticker.nanos() + LAG_INTERVAL.toNanos();
            report.lag(source.lag());
        }
    }

    /** Closes the connection; the next turn opens another one. */
    @Override
    public void close() {
        batch.clear();
        hasRecords = false;
        if (source != null) {
            try {
                source.close();
            } catch (RuntimeException e) {
                LOG.debug("Source {} was not closed cleanly", settings.name(), e);
            }
            source = null;
        }
    }
}
