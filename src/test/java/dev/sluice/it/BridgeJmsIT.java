package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.JmsBroker;
import jakarta.jms.MapMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What both kinds of ActiveMQ have in common. */
@Tag("long")
class BridgeJmsIT {
    /** Artemis sends so long a message in parts. */
    private static final String LONG_TEXT = "x".repeat(300_000);

    private static RedisProcess redis;

    /** The kinds. */
    enum Kind {
        CLASSIC,
        ARTEMIS;

        JmsBroker start() throws Exception {
            return this == CLASSIC ? JmsBroker.classic() : JmsBroker.artemis();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    private static void sendLongText(Broker broker) throws Exception {
        try (Broker.Producer producer = broker.producer()) {
            producer.send("key", LONG_TEXT.getBytes(StandardCharsets.UTF_8), Map.of());
            producer.flush();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapsAreKeptAndBlockNothing(Kind kind) throws Exception {
        String queue = "maps-" + kind;
        try (JmsBroker broker = kind.start();
                BridgeProcess bridge =
                        BridgeProcess.start(redis, "{s: {" + broker.section() + ", to: {queue: " + queue + "}}}");
                Jedis client = redis.client()) {
            broker.send(session -> {
                MapMessage map = session.createMapMessage();
                map.setString("user", "7");
                return map;
            });
            sendLongText(broker);
            bridge.awaitMetric("sluice_bridge_undeliverable_total", 1);
            bridge.awaitMetric("sluice_bridge_published_total", 1);
            assertEquals(LONG_TEXT, client.rpop(queue));
            List<String> dead = client.lrange("sluice:{" + queue + "}:dead", 0, -1);
            assertEquals(1, dead.size());
            assertTrue(dead.get(0).contains("is a MapMessage, not text or bytes"), dead.get(0));
            assertTrue(dead.get(0).contains("{\"user\":\"7\"}"), dead.get(0));
            bridge.awaitReady();
        }
    }

    @ParameterizedTest
    @EnumSource
    void longMessageIsRejectedWhole(Kind kind) throws Exception {
        try (JmsBroker broker = kind.start();
                BridgeProcess bridge = BridgeProcess.start(
                        redis,
                        "{s: {" + broker.rejectingSection()
                                + ", undeliverable: broker, to: {queue: '{header:none}'}}}")) {
            sendLongText(broker);
            bridge.awaitMetric("sluice_bridge_undeliverable_total", 1);
            Await.until("the rejected message", () -> LONG_TEXT.equals(broker.takeRejected()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nextBrokerIsUsedAndDeadOneNamed(Kind kind) throws Exception {
        try (JmsBroker broker = kind.start()) {
            String url = "tcp://" + broker.address();
            String away = "tcp://127.0.0.1:" + Ports.free();
            String section = broker.section()
                    .replace("'" + url + "'", "['" + away + "?secret=hunter2', '" + url + "?secret=hunter2']")
                    .replace("secret=", kind == Kind.CLASSIC ? "jms.password=" : "trustStorePassword=");
            try (BridgeProcess bridge =
                    BridgeProcess.start(redis, "{s: {" + section + ", to: {queue: next}}}", "log-format: text")) {
                bridge.awaitReady();
                broker.kill();
                bridge.awaitReason("cannot be reached");
                bridge.terminate();
                assertEquals(false, bridge.log().contains("did not end within"), bridge.log());
                assertEquals(false, bridge.log().contains("hunter2"), bridge.log());
                assertEquals(false, bridge.log().contains("\tat "), bridge.log());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"activemq", "artemis"})
    void otherServerIsNamed(String client) throws Exception {
        String url = redis.url().replace("redis:", "tcp:");
        try (BridgeProcess bridge =
                BridgeProcess.start(redis, "{s: {" + client + ": {url: '" + url + "', queue: q}, to: {queue: q}}}")) {
            bridge.awaitReason("does not answer in");
        }
    }
}
