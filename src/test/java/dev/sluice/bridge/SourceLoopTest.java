package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.target.Target;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.testing.BridgeSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop under a broker, a Redis and a process that fail at random. */
class SourceLoopTest {
    private static final int RECORDS = 200;
    private static final int SEEDS = 200;
    private static final int CRASHING = 5;

    private static SourceSettings settings(SourceOpener opener, int maxDepth) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: {queue: 'q:{key}'}}");
        Target target = new Target(new Section("s", all.sources().path("s"), Map.of()), "s", all.settings());
        return new SourceSettings(
                "s",
                "fake",
                opener,
                target,
                new Undeliverables.ToDeadLetters("s"),
                maxDepth,
                RedisPublisher.Replicas.NONE);
    }

    private static SourceReport report() {
        return new SourceReport("s", NodeMetrics.ofBridge());
    }

    private static SourceLoop loop(SourceSettings settings, FakePublisher publisher) {
        DepthCheck depth = new DepthCheck(DepthCheck.Depths.NONE, settings.maxDepth(), () -> 0);
        SourceReport report = report();
        RecordBatch batch = new RecordBatch(
                settings,
                publisher,
                (queue, message, reason) -> {
                    throw new AssertionError("nothing is undeliverable here");
                },
                depth,
                report);
        return new SourceLoop(settings, batch, depth, report, () -> 0);
    }

    private static List<Integer> expected(int key) {
        return IntStream.range(0, RECORDS)
                .filter(number -> number % 3 == key)
                .boxed()
                .toList();
    }

    /** Runs until all is acknowledged; the process ends at some turns, and another one begins. */
    private static FakePublisher run(int seed, boolean hasIdentities) throws Exception {
        Random random = new Random(seed);
        FakePublisher publisher = new FakePublisher(random, 10);
        FakeBroker broker = new FakeBroker(
                RECORDS,
                random,
                10,
                hasIdentities,
                position -> IntStream.range(0, position)
                        .forEach(number ->
                                assertTrue(publisher.has(number), "acknowledged before it was published: " + number)));
        SourceSettings settings = settings(broker::open, 1000);
        SourceLoop loop = loop(settings, publisher);
        while (!broker.isDone()) {
            if (random.nextInt(100) < CRASHING) {
                loop = loop(settings, publisher);
            }
            loop.turn();
        }
        return publisher;
    }

    @Test
    void keysMakeEachRecordComeOnceInOrder() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            FakePublisher publisher = run(seed, true);
            for (int key = 0; key < 3; key++) {
                assertEquals(expected(key), publisher.of("q:" + key), "seed " + seed);
            }
        }
    }

    @Test
    void withoutKeysNothingIsMissing() throws Exception {
        boolean repeated = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            FakePublisher publisher = run(seed, false);
            for (int key = 0; key < 3; key++) {
                List<Integer> got = publisher.of("q:" + key);
                assertEquals(new HashSet<>(expected(key)), new HashSet<>(got), "seed " + seed);
                repeated |= got.size() > expected(key).size();
            }
        }
        assertTrue(repeated, "the simulation is too kind: nothing was published twice");
    }

    @Test
    void deepTargetPausesUntilItIsRead() throws Exception {
        Random random = new Random(1);
        FakePublisher publisher = new FakePublisher(random, 0);
        FakeBroker broker = new FakeBroker(RECORDS, random, 0, true, position -> {});
        SourceSettings settings = settings(broker::open, 10);
        AtomicLong now = new AtomicLong();
        AtomicBoolean isRead = new AtomicBoolean();
        DepthCheck depth = new DepthCheck(
                channels -> Optional.of(channels.stream()
                        .collect(Collectors.toMap(
                                channel -> channel,
                                channel -> isRead.get()
                                        ? 0L
                                        : publisher.of(channel).size()))),
                settings.maxDepth(),
                now::get);
        SourceReport report = report();
        RecordBatch batch = new RecordBatch(settings, publisher, (queue, message, reason) -> 0, depth, report);
        try (SourceLoop loop = new SourceLoop(settings, batch, depth, report, now::get)) {
            while (!report.isPaused()) {
                loop.turn();
                now.addAndGet(2_000_000_000L);
            }
            List<Integer> before = publisher.of("q:0");
            for (int i = 0; i < 5; i++) {
                loop.turn();
                now.addAndGet(2_000_000_000L);
            }
            assertEquals(before, publisher.of("q:0"));
            assertTrue(report.reason().orElseThrow().contains("max-depth is 10"));
            isRead.set(true);
            while (!broker.isDone()) {
                loop.turn();
                now.addAndGet(2_000_000_000L);
            }
        }
        assertEquals(expected(0), publisher.of("q:0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"The broker is away", "Kafka at h:1 does not accept the credentials"})
    void failureIsReportedAndTriedAgain(String sentence) throws Exception {
        AtomicBoolean isAway = new AtomicBoolean(true);
        Random random = new Random(1);
        FakeBroker broker = new FakeBroker(RECORDS, random, 0, true, position -> {});
        SourceSettings settings = settings(
                () -> {
                    if (isAway.get()) {
                        throw new SourceException(sentence);
                    }
                    return broker.open();
                },
                1000);
        FakePublisher publisher = new FakePublisher(random, 0);
        SourceReport report = report();
        DepthCheck depth = new DepthCheck(DepthCheck.Depths.NONE, 1000, () -> 0);
        RecordBatch batch = new RecordBatch(settings, publisher, (queue, message, reason) -> 0, depth, report);
        try (SourceLoop loop = new SourceLoop(settings, batch, depth, report, () -> 0)) {
            long first = loop.turn();
            assertTrue(loop.turn() > first, "the waits grow");
            assertEquals("The source s: " + sentence + ".", report.reason().orElseThrow());
            isAway.set(false);
            while (!broker.isDone()) {
                loop.turn();
            }
            assertTrue(report.reason().isEmpty());
        }
    }
}
