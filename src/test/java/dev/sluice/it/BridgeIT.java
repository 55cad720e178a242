package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.JmsBroker;
import dev.sluice.testing.broker.KafkaBroker;
import dev.sluice.testing.broker.RabbitBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A short way from each broker to a browser, and what each does with a record that cannot be published. */
class BridgeIT {
    private static final int MESSAGES = 50;

    private static RedisProcess redis;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--queues", "inbox:*");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        redis.close();
    }

    @Test
    void kafkaReachesBrowsers() throws Exception {
        try (Broker broker = KafkaBroker.started()) {
            check(broker, "kafka", "localhost:9092");
        }
    }

    @Test
    void rabbitReachesBrowsers() throws Exception {
        try (Broker broker = RabbitBroker.started()) {
            check(broker, "rabbitmq", "localhost:5672");
        }
    }

    @Test
    void classicReachesBrowsers() throws Exception {
        try (Broker broker = JmsBroker.classic()) {
            check(broker, "activemq", "localhost:61616");
        }
    }

    @Test
    void artemisReachesBrowsers() throws Exception {
        try (Broker broker = JmsBroker.artemis()) {
            check(broker, "artemis", "localhost:61616");
        }
    }

    @Test
    @Tag("long")
    void kafkaKeepsRejectedAndNamesFaults() throws Exception {
        try (Broker broker = KafkaBroker.started()) {
            checkRejection(broker);
            try (BridgeProcess bridge = BridgeProcess.start(
                    redis,
                    "{s: {" + broker.section().replace("topics: [orders]", "topics: [none, orders, nada]")
                            + ", to: {queue: q}}}")) {
                bridge.awaitReason("has no topic none and no topic nada");
            }
        }
    }

    @Test
    @Tag("long")
    void rabbitKeepsRejectedPausesAndNamesFaults() throws Exception {
        try (Broker broker = RabbitBroker.started()) {
            checkRejection(broker);
            String section = broker.section();
            try (BridgeProcess bridge = BridgeProcess.start(
                    redis,
                    "{a: {" + section.replace("queue: orders", "queue: none") + ", to: {queue: q}}, b: {"
                            + section.replace("amqp://", "amqp://guest:wrong@") + ", to: {queue: q}}, s: {" + section
                            + ", batch: 5, max-depth: 10, to: {queue: deep}}}")) {
                bridge.awaitReason("has no queue \\\"none\\\"");
                bridge.awaitReason("does not accept the credentials");
                checkDepth(broker, bridge);
            }
        }
    }

    @Test
    @Tag("long")
    void classicKeepsRejectedAndSubscribes() throws Exception {
        try (JmsBroker broker = JmsBroker.classic()) {
            checkRejection(broker);
            checkSubscription(broker, "classic-topic");
        }
    }

    @Test
    @Tag("long")
    void artemisKeepsRejectedAndSubscribes() throws Exception {
        try (JmsBroker broker = JmsBroker.artemis()) {
            checkRejection(broker);
            checkSubscription(broker, "artemis-topic");
        }
    }

    /** The source waits while its queue is deep, and goes on once it is not. */
    private static void checkDepth(Broker broker, BridgeProcess bridge) throws Exception {
        try (Jedis client = redis.client()) {
            send(broker, "deep", 5);
            Await.until("the first batch", () -> client.llen("deep") == 5);
            // Until a check has found what was pushed before it.
            Await.until("a pause", () -> {
                send(broker, "deep", 5);
                return bridge.metric("sluice_bridge_paused") == 1;
            });
            bridge.awaitReason("max-depth is 10");
            send(broker, "deep", 5);
            client.del("deep");
            Await.until("more", () -> client.llen("deep") > 0);
        }
    }

    private static void checkRejection(Broker broker) throws Exception {
        try (BridgeProcess bridge = BridgeProcess.start(
                redis,
                "{s: {" + broker.rejectingSection() + ", undeliverable: broker, to: {queue: '{header:none}'}}}")) {
            send(broker, "user", 1);
            Await.until("the rejected message", () -> "0".equals(broker.takeRejected()));
            bridge.awaitMetric("sluice_bridge_undeliverable_total", 1);
            bridge.awaitReady();
        }
    }

    /** A second copy stands by, and gets what came while there was none. */
    private static void checkSubscription(JmsBroker broker, String target) throws Exception {
        String source = "{s: {" + broker.topicSection() + ", to: {topic: " + target + "}}}";
        try (BridgeProcess second = standby(broker, source);
                Jedis client = redis.client()) {
            second.awaitReady();
            Await.until("both messages", () -> client.xlen(target) == 2);
        }
    }

    private static BridgeProcess standby(JmsBroker broker, String source) throws Exception {
        try (BridgeProcess first = BridgeProcess.start(redis, source);
                Broker.Producer producer = broker.topicProducer()) {
            first.awaitReady();
            BridgeProcess second = BridgeProcess.start(redis, source);
            Await.until("a standby", () -> second.log().contains("; this copy stands by"));
            second.awaitReady();
            producer.send("k", "one".getBytes(StandardCharsets.UTF_8), Map.of());
            producer.flush();
            first.awaitMetric("sluice_bridge_published_total", 1);
            first.kill();
            producer.send("k", "two".getBytes(StandardCharsets.UTF_8), Map.of());
            producer.flush();
            return second;
        }
    }

    private static void send(Broker broker, String user, int count) throws Exception {
        broker.send(0, count, user, Map.of("user", user));
    }

    /** With the example of the documents: all messages come once, in order; one that names no queue is a dead letter. */
    private static void check(Broker broker, String kind, String localAddress) throws Exception {
        String letters = "sluice:{orders}:dead";
        try (EventStream browser = EventStream.open(node.uri("/sse?queue=inbox:" + kind));
                BridgeProcess bridge = BridgeProcess.example(redis, kind, localAddress, broker.address());
                Jedis client = redis.client()) {
            client.del(letters);
            browser.awaitConnected();
            send(broker, kind, MESSAGES);
            send(broker, "*", 1);
            browser.awaitMessages(MESSAGES);
            bridge.awaitMetric("sluice_bridge_undeliverable_total", 1);
            List<String> expected =
                    IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList();
            assertEquals(expected, browser.messages());
            bridge.awaitReady();
            assertEquals(MESSAGES, bridge.metric("sluice_bridge_published_total"));
            assertEquals(1, bridge.metric("sluice_bridge_connected"));
            List<String> dead = client.lrange(letters, 0, -1);
            assertEquals(1, dead.size());
            assertTrue(dead.get(0).contains("has the character *"), dead.get(0));
            assertTrue(dead.get(0).contains("(orders"), dead.get(0));
            assertEquals(200, bridge.get("/health/live").statusCode());
            assertEquals(404, bridge.get("/").statusCode());
        }
    }
}
