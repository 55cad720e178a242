package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.BrokerKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/** Numbered messages from a broker to browsers on two nodes, with faults and without. */
@Tag("long")
class BridgeKilledIT {
    private static final int MESSAGES = 20_000;
    private static final int ROUNDS = 10;
    private static final int PER_ROUND = MESSAGES / ROUNDS;
    private static final String TARGET = "work";
    private static final String REPETITIONS = "sluice_publish_repetitions_total";
    /** The rounds in which these are killed, too. */
    private static final int OF_BROKER = 3;

    private static final int OF_REDIS = 6;

    @ParameterizedTest
    @EnumSource
    void withoutFaultsEachMessageComesOnce(BrokerKind kind) throws Exception {
        try (Broker broker = kind.start();
                RedisProcess redis = RedisProcess.embedded();
                NodeProcess first = NodeProcess.start(redis, "--queues", TARGET);
                NodeProcess second = NodeProcess.start(redis, "--queues", TARGET);
                EventStream one = EventStream.open(first.uri("/sse?queue=" + TARGET));
                EventStream other = EventStream.open(second.uri("/sse?queue=" + TARGET));
                BridgeProcess bridge =
                        BridgeProcess.start(redis, "{s: {" + broker.section() + ", to: {queue: " + TARGET + "}}}")) {
            one.awaitConnected();
            other.awaitConnected();
            broker.send(0, MESSAGES, "key", Map.of());
            Await.until(
                    "all messages",
                    () -> one.messages().size() + other.messages().size() >= MESSAGES);
            bridge.awaitMetric("sluice_bridge_published_total", MESSAGES);
            Map<String, Integer> times = new HashMap<>();
            one.messages().forEach(message -> times.merge(message, 1, Integer::sum));
            other.messages().forEach(message -> times.merge(message, 1, Integer::sum));
            assertEquals(MESSAGES, times.size());
            assertEquals(
                    List.of(),
                    times.entrySet().stream()
                            .filter(entry -> entry.getValue() > 1)
                            .toList());
        }
    }

    /** Nothing comes twice either: each message has a key at its broker, and Redis keeps keys over its restart. */
    @ParameterizedTest
    @EnumSource
    void killsLoseNothingAndRepeatNothing(BrokerKind kind) throws Exception {
        try (Broker broker = kind.start();
                RedisProcess redis = RedisProcess.installed("--appendonly", "yes", "--appendfsync", "always");
                NodeProcess first = NodeProcess.start(redis, "--topics", TARGET, "--topic-max-length", "none");
                NodeProcess second = NodeProcess.start(redis, "--topics", TARGET, "--topic-max-length", "none");
                EventStream one = EventStream.open(first.uri("/sse?topic=" + TARGET));
                EventStream other = EventStream.open(second.uri("/sse?topic=" + TARGET));
                BridgeProcess bridge = BridgeProcess.start(
                        redis, "{s: {" + broker.section() + ", to: {topic: " + TARGET + "}, batch: 50}}")) {
            one.awaitPlaced();
            other.awaitPlaced();
            double repeated = 0;
            for (int round = 0; round < ROUNDS; round++) {
                broker.send(round * PER_ROUND, PER_ROUND, "key", Map.of());
                // In the middle of the batches of the round.
                long some = round * PER_ROUND + PER_ROUND / 4L;
                Await.until("a part of round " + round, () -> length(redis) >= some);
                repeated += bridge.metric(REPETITIONS);
                bridge.kill();
                if (round == OF_BROKER) {
                    broker.kill();
                    bridge.start();
                    bridge.awaitReason("The source s: ");
                    broker.start();
                } else {
                    bridge.start();
                }
                if (round == OF_REDIS) {
                    bridge.awaitReady();
                    redis.kill();
                    redis.start();
                }
            }
            bridge.awaitReady();
            broker.kill();
            bridge.awaitReason("The source s: ");
            broker.start();
            Await.until("all messages", () -> length(redis) >= MESSAGES);
            bridge.awaitReady();
            List<String> expected =
                    IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList();
            assertEquals(expected, published(redis));
            one.awaitMessages(MESSAGES);
            other.awaitMessages(MESSAGES);
            assertEquals(expected, one.messages());
            assertEquals(expected, other.messages());
            repeated += bridge.metric(REPETITIONS);
            System.out.printf("%s: %.0f repetitions were recognized%n", kind, repeated);
        }
    }

    /** The length of the target; 0 while Redis is away, or loads what it has kept. */
    private static long length(RedisProcess redis) {
        try (Jedis client = redis.client()) {
            return client.xlen(TARGET);
        } catch (JedisException e) {
            return 0;
        }
    }

    private static List<String> published(RedisProcess redis) {
        List<String> data = new ArrayList<>();
        try (Jedis client = redis.client()) {
            for (StreamEntry entry : client.xrange(TARGET, "-", "+")) {
                data.add(entry.getFields().get("data"));
            }
        }
        return data;
    }
}
