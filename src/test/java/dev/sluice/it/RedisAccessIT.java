package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Certificate;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeConnections;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** How a node is let into Redis. */
class RedisAccessIT {
    /** As docs/redis.md has it. */
    private static final List<String> RULES = List.of(
            "~message_list",
            "~sluice:*",
            "&__redis__:invalidate",
            "&sluice:*",
            "+@read",
            "+@write",
            "+@scripting",
            "+@connection",
            "+client",
            "+time",
            "+subscribe",
            "+publish");

    private static final String PASSWORD = "p@ss:word";

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void readmesRulesAreEnoughForAUser() throws Exception {
        try (RedisProcess redis = RedisProcess.installed(user("sluice", RULES))) {
            assertServes(redis, "redis://sluice:p%40ss%3Aword@127.0.0.1:" + redis.port(), "");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void servesAUserWithoutKillAndTracking() throws Exception {
        List<String> rules = new ArrayList<>(RULES);
        rules.addAll(List.of("-client|kill", "-client|tracking"));
        try (RedisProcess redis = RedisProcess.installed(user("sluice", rules));
                NodeProcess node = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://sluice:p%40ss%3Aword@127.0.0.1:" + redis.port()));
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (int i = 0; i < 3; i++) {
                client.lpush("message_list", "m" + i);
                stream.awaitMessages(i + 1);
                assertTrue(NodeConnections.kill(client, "sluice-claims") > 0);
            }
            node.awaitLogged("Cannot kill replaced connections");
            assertEquals(1, node.logged("Cannot kill replaced connections"), "once");
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void untrimmableTopicIsReportedAndDelivered() throws Exception {
        List<String> rules = new ArrayList<>(RULES);
        rules.addAll(List.of("~chat", "-xtrim"));
        try (RedisProcess redis = RedisProcess.installed(user("sluice", rules));
                NodeProcess node = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://sluice:p%40ss%3Aword@127.0.0.1:" + redis.port()),
                        "--topic-max-length",
                        "1");
                Jedis client = redis.client();
                EventStream stream =
                        EventStream.open(node.uri("/sse?topic=chat")).awaitConnected()) {
            stream.awaitPlaced();
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "m0"));
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "m1"));
            node.awaitLogged("Cannot trim the topic \"chat\"");
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "m2"));
            stream.awaitMessages(3);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void documentedRightsAreEnoughForExpiry() throws Exception {
        List<String> rules = new ArrayList<>(RULES);
        rules.addAll(List.of("~inbox:*", "~job:*"));
        try (RedisProcess redis = RedisProcess.installed(user("sluice", rules));
                NodeProcess node = expiringNode(redis);
                Jedis client = redis.client()) {
            client.lpush("message_list", "old");
            client.lpush("inbox:1", "old");
            client.xadd("job:1", StreamEntryID.NEW_ENTRY, Map.of("data", "old"));
            Await.until("all have expired", () -> client.exists("message_list", "inbox:1", "job:1") == 0);
            assertEquals(List.of(), node.readiness().warnings());
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void withoutScanOnlyNamedQueuesExpire() throws Exception {
        List<String> rules = new ArrayList<>(RULES);
        rules.addAll(List.of("~inbox:*", "~job:*", "-scan"));
        try (RedisProcess redis = RedisProcess.installed(user("sluice", rules));
                NodeProcess node = expiringNode(redis);
                Jedis client = redis.client()) {
            client.lpush("inbox:1", "old");
            client.lpush("message_list", "old");
            Await.until("it has expired", () -> !client.exists("message_list"));
            Await.until(
                    "a warning", () -> node.readiness().warnings().toString().contains("does not expire"));
            assertTrue(node.readiness().isReady());
            assertEquals(1, node.logged("Cannot expire the queue \"inbox:*\""));
            assertTrue(client.exists("inbox:1"));
        }
    }

    private static NodeProcess expiringNode(RedisProcess redis) throws Exception {
        return NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", "redis://sluice:p%40ss%3Aword@127.0.0.1:" + redis.port()),
                "--queues=message_list,inbox:*",
                "--queue-max-age=1s",
                "--topics=job:*",
                "--topic-idle-ttl=1s");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void redisIsReachedOverTls() throws Exception {
        Certificate certificate = Certificate.create();
        int port = Ports.free();
        List<String> settings = new ArrayList<>(List.of(
                "--tls-cert-file",
                certificate.certificate(),
                "--tls-key-file",
                certificate.key(),
                "--tls-ca-cert-file",
                certificate.certificate(),
                "--tls-auth-clients",
                "no",
                "--tls-port",
                String.valueOf(port)));
        settings.addAll(List.of(user("sluice", RULES)));
        try (RedisProcess redis = RedisProcess.installed(settings.toArray(String[]::new))) {
            String url = "rediss://sluice:p%40ss%3Aword@127.0.0.1:" + port;
            assertServes(redis, url, certificate.javaOptions());
            try (Jedis client = redis.client()) {
                client.flushAll(); // what came back when the stream ended
            }
            assertServes(redis, url + "?ca=" + certificate.certificate(), "");
            try (NodeProcess distrustful = NodeProcess.start(Map.of("SLUICE_REDIS_URL", url))) {
                distrustful.awaitReason("certif");
            }
        }
    }

    @Tag("long")
    @DisplayName("A node that speaks TLS to a plain Redis says so and stops soon")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void tlsToAPlainRedisIsReported() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node =
                        NodeProcess.start(Map.of("SLUICE_REDIS_URL", redis.url().replace("redis:", "rediss:")))) {
            node.awaitLogged("perhaps it expects no TLS");
            node.stop();
            assertEquals(0, node.process().exitValue(), "it was killed, since it did not stop");
        }
    }

    private static void assertServes(RedisProcess redis, String url, String javaOptions) throws Exception {
        try (NodeProcess node = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", url, "JAVA_TOOL_OPTIONS", javaOptions), "--http-publish", "on");
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (int i = 0; i < 3; i++) {
                client.lpush("message_list", "m" + i);
                stream.awaitMessages(i + 1);
                assertTrue(NodeConnections.kill(client, "sluice-claims") > 0);
            }
            assertEquals(
                    201, node.post("/queues/message_list", "posted".getBytes()).statusCode());
            stream.awaitMessages(4);
            String log = node.process().output();
            assertFalse(log.matches("(?s).* WARN  (?!NodeHealth:).*"), log); // which warns of the cuts
            assertFalse(log.contains("ss:word"), "the password is not told");
        }
    }

    private static String[] user(String name, List<String> rules) {
        List<String> settings = new ArrayList<>(List.of("--user", name, "on", ">" + PASSWORD));
        settings.addAll(rules);
        return settings.toArray(String[]::new);
    }
}
