package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.bridge.source.StandbyException;
import dev.sluice.bridge.target.Target;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.PlainRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a source says about itself, with a broker and a Redis that do what a test sets. */
class SourceStatesTest {
    private static final Optional<String> NOTHING = Optional.empty();

    private final SourceReport report = new SourceReport("s", Metrics.ofBridge());
    private long now;
    private SourceLoop loop;

    // What the broker and Redis do.
    private Optional<SourceException> refusal = Optional.empty();
    private boolean hasRecords;
    private boolean refusesAcknowledgement;
    private Optional<String> obstacle = Optional.empty();
    private long lag;
    private long depth;
    private PublishOutcome outcome = new PublishOutcome.Published(Optional.empty());

    @BeforeEach
    void connect() throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: {queue: q}}");
        Target target = new Target(new Section("s", all.sources().path("s"), Map.of()), "s", all.settings());
        SourceSettings settings = new SourceSettings(
                "s",
                "fake",
                this::open,
                target,
                new Undeliverables.ToDeadLetters("s"),
                10,
                RedisPublisher.Replicas.NONE);
        DepthCheck check = new DepthCheck(channels -> Optional.of(Map.of("q", depth)), 10, () -> now);
        RecordBatch batch = new RecordBatch(
                settings,
                publications -> publications.stream().map(one -> outcome).toList(),
                (queue, message, reason) -> 0,
                check,
                report);
        loop = new SourceLoop(settings, batch, check, report, () -> now);
    }

    private Source open() throws SourceException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return new Connection();
    }

    private final class Connection implements Source {
        @Override
        public List<SourceRecord> poll(Duration timeout) {
            return hasRecords ? List.of(PlainRecord.of("v", Map.of())) : List.of();
        }

        @Override
        public Optional<String> obstacle() {
            return obstacle;
        }

        @Override
        public void acknowledge() throws SourceException {
            if (refusesAcknowledgement) {
                throw new SourceException("The broker does not take it");
            }
        }

        @Override
        public void reject(SourceRecord record, String reason) {}

        @Override
        public void idle() {}

        @Override
        public OptionalLong lag() {
            return OptionalLong.of(lag);
        }

        @Override
        public void close() {}
    }

    private long turnAfter(Duration time) {
        now += time.toNanos();
        return loop.turn();
    }

    private long turn() {
        return turnAfter(Duration.ZERO);
    }

    private static Optional<String> reason(String text) {
        return Optional.of("The source s: " + text + ".");
    }

    @Test
    void sourceIsReadyOnceItHasPolled() {
        assertEquals(reason("it has not connected yet"), report.reason());
        assertFalse(report.isConnected());
        turn();
        assertEquals(NOTHING, report.reason());
        assertTrue(report.isConnected());
    }

    @Test
    void waitsGrowUntilTheBrokerIsBack() {
        refusal = Optional.of(new SourceException("The broker is away"));
        long first = turn();
        assertTrue(turn() > first);
        assertEquals(reason("The broker is away"), report.reason());
        refusal = Optional.empty();
        turn();
        assertEquals(NOTHING, report.reason());
        refusal = Optional.of(new SourceException("The broker is away"));
        loop.close();
        assertTrue(turn() < 2 * first, "the waits begin anew");
    }

    @Test
    void silenceAfterFailureWithRecordsProvesNothing() {
        hasRecords = true;
        refusesAcknowledgement = true;
        turn();
        hasRecords = false;
        turn();
        assertEquals(reason("The broker does not take it"), report.reason());
        turnAfter(Duration.ofSeconds(10));
        assertEquals(NOTHING, report.reason());
    }

    @Test
    void acknowledgedRecordEndsTheFailure() {
        hasRecords = true;
        refusesAcknowledgement = true;
        turn();
        refusesAcknowledgement = false;
        turn();
        assertEquals(NOTHING, report.reason());
    }

    @Test
    void obstacleCountsIfItLasts() {
        obstacle = Optional.of("It is no member of its group");
        turn();
        assertEquals(reason("it has not connected yet"), report.reason());
        turnAfter(Duration.ofSeconds(10));
        assertEquals(reason("It is no member of its group"), report.reason());
        obstacle = Optional.empty();
        turn();
        assertEquals(NOTHING, report.reason());
    }

    @Test
    void standbyIsNoFault() {
        refusal = Optional.of(new StandbyException("Another copy has the subscription", null));
        turn();
        assertEquals(NOTHING, report.reason());
        assertTrue(report.isStandby());
        assertFalse(report.isConnected());
    }

    @Test
    void refusedBatchPausesAndIsKept() {
        hasRecords = true;
        outcome = new PublishOutcome.Refused("Redis has no memory left");
        long first = turn();
        assertTrue(turn() > first);
        assertTrue(report.isPaused());
        assertEquals(reason("Redis has no memory left"), report.reason());
        hasRecords = false;
        outcome = new PublishOutcome.Published(Optional.empty());
        turn();
        assertEquals(NOTHING, report.reason());
        outcome = new PublishOutcome.Refused("Redis has no memory left");
        hasRecords = true;
        assertTrue(turn() < 2 * first, "the waits begin anew");
    }

    @Test
    void lagIsReadWhileTheSourceIsPaused() {
        hasRecords = true;
        depth = 12;
        turn();
        turnAfter(Duration.ofSeconds(1));
        assertEquals(reason("q has 12 messages, and max-depth is 10"), report.reason());
        lag = 5_000;
        turnAfter(Duration.ofSeconds(5));
        assertEquals(OptionalLong.of(5_000), report.lag());
    }
}
