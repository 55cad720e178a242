package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.target.Target;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.DeadLetterException;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.Publisher;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.PlainRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordBatchTest {
    private final List<String> letters = new ArrayList<>();
    private final List<Integer> requests = new ArrayList<>();
    private Optional<DeadLetterException> refusal = Optional.empty();
    private PublishOutcome outcome = new PublishOutcome.Published(Optional.empty());

    private final FakeBroker broker = new FakeBroker(0, new Random(1), 0, true, position -> {});

    private RecordBatch batch(String target, boolean rejects) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: " + target + "}");
        SourceSettings settings = new SourceSettings(
                "s",
                "fake",
                () -> {
                    throw new AssertionError("no broker is needed");
                },
                new Target(new Section("s", all.sources().path("s"), Map.of()), "s", all.settings()),
                rejects ? new Undeliverables.ToBroker() : new Undeliverables.ToDeadLetters("letters"),
                1000,
                RedisPublisher.Replicas.NONE);
        Publisher publisher = publications -> {
            requests.add(publications.size());
            return publications.stream().map(one -> outcome).toList();
        };
        DeadLetterBox box = (queue, message, reason) -> {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            letters.add(queue + ": " + new String(message, StandardCharsets.UTF_8) + ": " + reason);
            return 0;
        };
        return new RecordBatch(
                settings,
                publisher,
                box,
                new DepthCheck(DepthCheck.Depths.NONE, 1000, () -> 0),
                new SourceReport("s", Metrics.ofBridge()));
    }

    private PlainRecord record(String value, String user) {
        return new PlainRecord(
                value.getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                Optional.empty(),
                Map.of("user", user),
                Optional.of("7"));
    }

    @Test
    void undeliverableBecomesDeadLetterWithItsPosition() throws Exception {
        RecordBatch batch = batch("{queue: 'inbox:{header:user}'}", false);
        batch.take(List.of(record("bad", "*"), record("good", "1")));
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertTrue(batch.isEmpty());
        assertEquals(1, letters.size());
        assertTrue(letters.get(0).startsWith("letters: bad: has no channel: the field"), letters.get(0));
        assertTrue(letters.get(0).endsWith("(t-0@7)"), letters.get(0));
        assertEquals(List.of(1), requests);
    }

    @Test
    void wrongTypeGoesToTheQueuesDeadLetters() throws Exception {
        outcome = new PublishOutcome.WrongType("The key \"q\" in Redis does not hold a list");
        RecordBatch batch = batch("{queue: q}", false);
        batch.take(List.of(record("v", "1")));
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertEquals(List.of("q: v: has no channel: The key \"q\" in Redis does not hold a list (t-0@7)"), letters);
    }

    @Test
    void brokerTakesBackIfTheSettingSaysSo() throws Exception {
        RecordBatch batch = batch("{topic: 'x:{header:user}'}", true);
        batch.take(List.of(record("bad", "*"), record("good", "1")));
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertEquals(List.of("bad"), broker.rejected());
        assertEquals(List.of(), letters);
    }

    @Test
    void recordWaitsWhileNothingKeepsIt() throws Exception {
        refusal = Optional.of(new DeadLetterException("Redis does not answer", null));
        RecordBatch batch = batch("{queue: 'inbox:{header:user}'}", false);
        batch.take(List.of(record("bad", "*")));
        assertEquals(Optional.of("Redis does not answer"), batch.publish(broker.open()));
        assertFalse(batch.isEmpty());
        refusal = Optional.empty();
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertTrue(batch.isEmpty());
    }

    @Test
    void longBatchesGoInSeveralRequests() throws Exception {
        RecordBatch batch = batch("{queue: q}", false);
        batch.take(Collections.nCopies(1001, record("v", "1")));
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertEquals(List.of(1000, 1), requests);
    }

    @Test
    void largeBatchesGoInSeveralRequests() throws Exception {
        RecordBatch batch = batch("{queue: q}", false);
        String million = "x".repeat(1 << 20);
        batch.take(List.of(
                record(million, "1"),
                record(million, "1"),
                record(million, "1"),
                record(million, "1"),
                record(million, "1")));
        assertEquals(Optional.empty(), batch.publish(broker.open()));
        assertEquals(List.of(4, 1), requests);
    }
}
