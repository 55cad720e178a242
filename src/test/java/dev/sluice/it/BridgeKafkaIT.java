package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Await;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.KafkaBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What only Kafka has: groups, their positions and coordinator, partitions, and the bounds of its topics. */
@Tag("long")
class BridgeKafkaIT {
    private static final int LONG_VALUE = 3 << 20;

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    private static void send(Broker broker, int count, byte[] value) throws Exception {
        try (Broker.Producer producer = broker.producer()) {
            for (int i = 0; i < count; i++) {
                producer.send("key " + i, value, Map.of());
            }
            producer.flush();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupFromLatestMissesNothing(String protocol) throws Exception {
        String target = "latest-" + protocol;
        try (KafkaBroker broker = KafkaBroker.started();
                Jedis client = redis.client()) {
            String section = "kafka: {bootstrap-servers: '" + broker.address() + "', topics: [orders], group: sluice,"
                    + " from: latest, properties: {metadata.max.age.ms: 1000, group.protocol: " + protocol + "}}";
            send(broker, 3, new byte[] {'o'});
            try (BridgeProcess bridge =
                    BridgeProcess.start(redis, "{s: {" + section + ", to: {topic: " + target + "}}}")) {
                bridge.awaitReady();
                bridge.close();
                send(broker, 5, new byte[] {'n'});
                bridge.start();
                Await.until("what came meanwhile", () -> client.xlen(target) == 5);
                try (Admin admin = broker.admin()) {
                    admin.createPartitions(Map.of(Broker.ORDERS, NewPartitions.increaseTo(9)))
                            .all()
                            .get();
                }
                send(broker, 50, new byte[] {'p'});
                Await.until("what came to new partitions", () -> client.xlen(target) == 55);
            }
        }
    }

    @Test
    void aGroupWithoutCoordinatorIsNamed() throws Exception {
        try (KafkaBroker broker = KafkaBroker.started("offsets.topic.replication.factor=3");
                BridgeProcess bridge =
                        BridgeProcess.start(redis, "{s: {" + broker.section() + ", to: {queue: nobody}}}")) {
            bridge.awaitReason("has not admitted the bridge to the group sluice");
            assertEquals(0, bridge.metric("sluice_bridge_connected"));
            assertFalse(bridge.get("/metrics").body().contains("sluice_bridge_lag{"));
        }
    }

    @Test
    void longRecordsDoNotBlockTheirSource() throws Exception {
        try (KafkaBroker broker = KafkaBroker.started("message.max.bytes=" + 2 * LONG_VALUE);
                BridgeProcess bridge = BridgeProcess.start(
                        redis,
                        "{s: {" + broker.rejectingSection()
                                + ", undeliverable: broker, to: {queue: '{header:none}'}}}")) {
            send(broker, 1, new byte[LONG_VALUE]);
            awaitRejected(broker, LONG_VALUE);
            try (Admin admin = broker.admin()) {
                AlterConfigOp bound =
                        new AlterConfigOp(new ConfigEntry("max.message.bytes", "1000"), AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(
                                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, Broker.REJECTED), List.of(bound)))
                        .all()
                        .get();
            }
            send(broker, 1, new byte[LONG_VALUE]);
            awaitRejected(broker, 0);
            bridge.awaitMetric("sluice_bridge_undeliverable_total", 2);
            bridge.awaitReady();
        }
    }

    private static void awaitRejected(Broker broker, int bytes) throws Exception {
        Await.until("a record of " + bytes + " bytes", () -> {
            String value = broker.takeRejected();
            return value != null && value.length() == bytes;
        });
    }
}
