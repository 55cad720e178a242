package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.MonitoringFiles;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.PrometheusProcess;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.broker.BridgeProcess;
import dev.sluice.testing.broker.Broker;
import dev.sluice.testing.broker.KafkaBroker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/** A real Prometheus that watches two nodes and a bridge at work, with the shipped configuration, rules and dashboard. */
@Tag("long")
class PrometheusIT {
    private static final String TOKEN = "for-the-metrics";
    private static final int PER_SECOND = 50;

    /** In the order in which they are started. */
    private final List<AutoCloseable> parts = new ArrayList<>();

    private final List<NodeProcess> nodes = new ArrayList<>();
    private UnifiedJedis client;
    private PrometheusProcess prometheus;

    @BeforeEach
    void start() throws Exception {
        RedisProcess redis = keep(RedisProcess.embedded());
        for (int i = 0; i < 2; i++) {
            nodes.add(keep(NodeProcess.start(Map.of(
                    "SLUICE_REDIS_URL",
                    redis.url(),
                    "SLUICE_METRICS_TOKEN",
                    TOKEN,
                    "SLUICE_PRESENCE",
                    "chat",
                    "SLUICE_LIMIT_STREAMS_PER_ADDRESS",
                    "10"))));
        }
        client = keep(redis.sharedClient());
        Broker broker = keep(KafkaBroker.started());
        BridgeProcess bridge = keep(BridgeProcess.start(
                redis, "{orders: {" + broker.section() + ", to: {topic: orders}}}", "metrics-token: " + TOKEN));
        prometheus = keep(PrometheusProcess.start(
                TOKEN,
                Map.of(
                        "node1.example:8080",
                        address(nodes.get(0)),
                        "node2.example:8080",
                        address(nodes.get(1)),
                        "bridge.example:8090",
                        "127.0.0.1:" + bridge.port())));
        for (NodeProcess node : nodes) {
            keep(EventStream.open(node.uri("/sse?queue=message_list")).awaitConnected());
            keep(EventStream.open(node.uri("/sse?topic=chat")).awaitConnected());
        }
        keep(Pusher.start(message -> client.lpush("message_list", message), PER_SECOND, new Ledger()));
        keep(Pusher.start(
                message -> client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", message)),
                PER_SECOND,
                new Ledger()));
    }

    private static String address(NodeProcess node) {
        return "127.0.0.1:" + node.port();
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.add(part);
        return part;
    }

    @AfterEach
    void stop() throws Exception {
        Collections.reverse(parts);
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    private void awaitSum(String expression, double least) throws Exception {
        Await.until(expression + " to be " + least, () -> prometheus.sum(expression) >= least);
    }

    @Test
    @DisplayName("Each query of the dashboard has data, and the figures of the load are those that were sent")
    void eachQueryOfTheDashboardHasData() throws Exception {
        awaitSum("sum(sluice_ready{job=\"sluice\"})", 2);
        awaitSum("sum(sluice_connections)", 4);
        awaitSum("sum(sluice_settled_total)", PER_SECOND);
        awaitSum("sum(rate(sluice_topic_deliveries_total[10s]))", PER_SECOND);
        for (MonitoringFiles.Query query : MonitoringFiles.queries()) {
            Await.until(query.toString(), () -> prometheus.query(query.filled()).count() > 0);
        }
        assertEquals(List.of(), prometheus.firing());
    }

    @Test
    void alertsFireForDeadLettersAndDeadNodes() throws Exception {
        awaitSum("sum(sluice_settled_total)", 1);
        client.lpush("message_list".getBytes(), new byte[] {(byte) 0xFF});
        String deadLetter = "Queue message_list has 1 dead letters";
        Await.until(deadLetter, () -> prometheus.firing().equals(List.of(deadLetter)));
        NodeProcess node = nodes.get(1);
        node.process().kill();
        String deadNode = "Sluice node " + address(node) + " does not answer";
        Await.until(deadNode, () -> prometheus.firing().contains(deadNode));
    }
}
