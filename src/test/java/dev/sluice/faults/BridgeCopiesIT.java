package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;

/** Two copies of the bridge in one group of Kafka, which share its partitions while copies come and go. */
@Tag("long")
class BridgeCopiesIT {
    private static final String TARGET = "work";
    private static final int KEYS = 8;
    private static final String PUBLISHED = "sluice_bridge_published_total";

    private final AtomicBoolean sending = new AtomicBoolean(true);

    /** Sends a number for each key, then the next one; returns how many. */
    private int sendUntilStopped(Broker broker) throws Exception {
        int number = 0;
        try (Broker.Producer producer = broker.producer()) {
            while (sending.get()) {
                for (int key = 0; key < KEYS; key++) {
                    producer.send("k" + key, (key + ":" + number).getBytes(StandardCharsets.UTF_8), Map.of());
                }
                number++;
                Thread.sleep(10);
            }
            producer.flush();
        }
        return number;
    }

    /** Until each has published more than before. */
    private static void awaitShares(BridgeProcess... copies) throws Exception {
        for (BridgeProcess copy : copies) {
            double before = copy.metric(PUBLISHED);
            Await.until("a share for each copy", () -> copy.metric(PUBLISHED) > before);
        }
    }

    private static Map<String, List<String>> published(RedisProcess redis) {
        Map<String, List<String>> byKey = new HashMap<>();
        try (Jedis client = redis.client()) {
            for (StreamEntry entry : client.xrange(TARGET, "-", "+")) {
                String[] keyAndNumber = entry.getFields().get("data").split(":");
                byKey.computeIfAbsent(keyAndNumber[0], key -> new ArrayList<>()).add(keyAndNumber[1]);
            }
        }
        return byKey;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session.timeout.ms: 6000, heartbeat.interval.ms: 1000",
                "session.timeout.ms: 6000, heartbeat.interval.ms: 1000, partition.assignment.strategy:"
                        + " org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                "group.protocol: consumer"
            })
    void copiesLoseNothingRepeatNothingKeepOrder(String properties) throws Exception {
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (KafkaBroker broker = KafkaBroker.started(
                        "group.consumer.session.timeout.ms=6000",
                        "group.consumer.min.session.timeout.ms=6000",
                        "group.consumer.heartbeat.interval.ms=1000",
                        "group.consumer.min.heartbeat.interval.ms=1000");
                RedisProcess redis = RedisProcess.embedded()) {
            String sources = "{s: {kafka: {bootstrap-servers: '" + broker.address() + "', topics: [orders], group: g,"
                    + " properties: {" + properties + "}}, to: {topic: " + TARGET + "}, batch: 20}}";
            try (BridgeProcess first = BridgeProcess.start(redis, sources)) {
                Future<Integer> sent = sender.submit(() -> sendUntilStopped(broker));
                awaitShares(first);
                try (BridgeProcess second = BridgeProcess.start(redis, sources)) {
                    awaitShares(second, first);
                    first.close();
                    awaitShares(second);
                    first.start();
                    awaitShares(first, second);
                    second.kill();
                    awaitShares(first);
                    sending.set(false);
                    int numbers = sent.get();
                    try (Jedis client = redis.client()) {
                        Await.until("all messages", () -> client.xlen(TARGET) >= (long) numbers * KEYS);
                    }
                    List<String> inOrder = IntStream.range(0, numbers)
                            .mapToObj(String::valueOf)
                            .toList();
                    Map<String, List<String>> expected = new HashMap<>();
                    IntStream.range(0, KEYS).forEach(key -> expected.put(String.valueOf(key), inOrder));
                    assertEquals(expected, published(redis));
                }
            }
        } finally {
            sending.set(false);
            sender.shutdown();
        }
    }
}
