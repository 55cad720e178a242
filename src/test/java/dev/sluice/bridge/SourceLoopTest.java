package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.SourceOpener;
import dev.sluice.bridge.target.Target;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.testing.BridgeSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The loop under a broker, a Redis and a process that fail at random. */
class SourceLoopTest {
    private static final int RECORDS = 200;
    private static final int SEEDS = 200;
    private static final int CRASHING = 5;

    private static SourceSettings settings(SourceOpener opener) throws Exception {
        BridgeSettings all = BridgeSettings.of("sources: {s: {queue: 'q:{key}'}}");
        Target target = new Target(new Section("s", all.sources().path("s"), Map.of()), "s", all.settings());
        return new SourceSettings(
                "s", "fake", opener, target, new Undeliverables.ToDeadLetters("s"), 1000, RedisPublisher.Replicas.NONE);
    }

    private static SourceLoop loop(SourceSettings settings, FakePublisher publisher) {
        DepthCheck depth = new DepthCheck(DepthCheck.Depths.NONE, settings.maxDepth(), () -> 0);
        SourceReport report = new SourceReport("s", Metrics.ofBridge());
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
        SourceSettings settings = settings(broker::open);
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
}
