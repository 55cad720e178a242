package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.BrokerKind;
import dev.sluice.testing.broker.RabbitBroker;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long messages, of which a batch would not fit into the bridge's heap. */
@Tag("long")
class BridgeMemoryIT {
    private static final String HEAP = "200m";
    private static final int MESSAGES = 700;
    private static final int BYTES = 800_000;
    private static final int PER_FLUSH = 20;
    /** More than an eighth of the heap. */
    private static final int TOO_LONG = 27_000_000;

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    private static byte[] text(int bytes) {
        byte[] text = new byte[bytes];
        Arrays.fill(text, (byte) 'x');
        return text;
    }

    private static void send(Broker broker, int count, int bytes) throws Exception {
        byte[] text = text(bytes);
        try (Broker.Producer producer = broker.producer()) {
            for (int i = 1; i <= count; i++) {
                producer.send("key", text, Map.of());
                if (i % PER_FLUSH == 0 || i == count) {
                    producer.flush();
                }
            }
        }
    }

    private static BridgeProcess bridge(Broker broker) throws Exception {
        return BridgeProcess.startWithHeap(HEAP, redis, "{s: {" + broker.section() + ", to: {pubsub-topic: long}}}");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KAFKA") // whose client bounds what it reads by bytes
    void longMessagesFlow(BrokerKind kind) throws Exception {
        try (Broker broker = kind.start()) {
            send(broker, MESSAGES, BYTES);
            try (BridgeProcess bridge = bridge(broker)) {
                bridge.awaitMetric("sluice_bridge_published_total", MESSAGES);
                assertEquals(0, bridge.metric("sluice_bridge_failures_total"));
            }
        }
    }

    @Test
    void messageBeyondTheHeapIsNamed() throws Exception {
        try (Broker broker = RabbitBroker.started()) {
            send(broker, 1, TOO_LONG);
            try (BridgeProcess bridge = bridge(broker)) {
                bridge.awaitReason("does not fit into the bridge's memory: increase its heap (-Xmx)");
                assertEquals(false, bridge.log().contains("\tat "), bridge.log());
            }
        }
    }
}
