package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.BrokerKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** Prints the figures of docs/sources.md: the bridge beside a consumer of the same client that does nothing. */
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BridgeSpeedIT {
    private static final int MESSAGES = 20_000;
    private static final int SINGLE = 200;
    /** So that RabbitMQ and Classic may send a whole batch ahead. */
    private static final String HEAP = "2g";

    private static final String TARGET = "work";
    private static final byte[] MESSAGE = "x".repeat(200).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RABBITMQ_QUORUM")
    void bridgeIsMeasuredBesideTheBareClient(BrokerKind kind) throws Exception {
        try (Broker broker = kind.start()) {
            measure(kind, broker);
        }
    }

    /** How messages arrive. */
    private interface Arrival {
        /** Waits for a number of messages, all in all. */
        void await(int count) throws Exception;
    }

    private static void send(Broker broker, int count) throws Exception {
        try (Broker.Producer producer = broker.producer()) {
            for (int i = 0; i < count; i++) {
                producer.send("key", MESSAGE, Map.of());
            }
            producer.flush();
        }
    }

    private static void measure(BrokerKind kind, Broker broker) throws Exception {
        send(broker, MESSAGES);
        double bareRate;
        double[] bareMillis;
        try (Broker.Consumer consumer = broker.consumer()) {
            int taken = 0;
            while (taken == 0) {
                taken = consumer.take();
            }
            int first = taken;
            long begin = System.nanoTime();
            while (taken < MESSAGES) {
                taken += consumer.take();
            }
            bareRate = rate(MESSAGES - first, begin);
            bareMillis = latencies(broker, count -> {
                while (consumer.take() == 0) {
                    Thread.onSpinWait();
                }
            });
        }
        // The group of the bridge begins with what the consumer of Kafka has read, too.
        send(broker, MESSAGES);
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                BridgeProcess bridge = BridgeProcess.startWithHeap(
                        HEAP,
                        redis,
                        "{s: {" + broker.section() + ", to: {topic: " + TARGET + "}, max-depth: 1000000}}")) {
            awaitLength(client, 1);
            long first = client.xlen(TARGET);
            long begin = System.nanoTime();
            awaitLength(client, MESSAGES);
            double rate = rate(MESSAGES - first, begin);
            awaitQuiet(client, bridge);
            long before = client.xlen(TARGET);
            double[] millis = latencies(broker, count -> awaitLength(client, before + count));
            System.out.printf(
                    "%s: bare consumer %.0f/s, %.1f ms (95 %%: %.1f ms); bridge to Redis %.0f/s, %.1f ms (95 %%: %.1f ms)%n",
                    kind, bareRate, bareMillis[0], bareMillis[1], rate, millis[0], millis[1]);
            assertEquals(client.xlen(TARGET), bridge.metric("sluice_bridge_published_total"));
        }
    }

    private static double rate(long messages, long begin) {
        return messages * 1e9 / Math.max(1, System.nanoTime() - begin);
    }

    private static void awaitLength(Jedis client, long length) throws InterruptedException {
        while (client.xlen(TARGET) < length) {
            TimeUnit.MICROSECONDS.sleep(200);
        }
    }

    /** Until all that waited at the broker has come. */
    private static void awaitQuiet(Jedis client, BridgeProcess bridge) throws Exception {
        long before = -1;
        while (client.xlen(TARGET) != before) {
            before = client.xlen(TARGET);
            TimeUnit.SECONDS.sleep(1);
        }
        bridge.awaitReady();
    }

    /** Returns the median and the 95th percentile of the time from a single message's sending to its arrival. */
    private static double[] latencies(Broker broker, Arrival arrival) throws Exception {
        double[] millis = new double[SINGLE];
        try (Broker.Producer producer = broker.producer()) {
            for (int i = 0; i < SINGLE; i++) {
                long begin = System.nanoTime();
                producer.send("key", MESSAGE, Map.of());
                producer.flush();
                arrival.await(i + 1);
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new double[] {millis[SINGLE / 2], millis[SINGLE * 95 / 100]};
    }
}
