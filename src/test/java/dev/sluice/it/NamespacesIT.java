package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.resps.Tuple;
import tools.jackson.databind.json.JsonMapper;

/** Two installations on one Redis, each with a namespace, and a Redis user that may use nothing else. */
class NamespacesIT {
    private static final List<String> NAMESPACES = List.of("staging", "production");

    @TempDir
    private Path folder;

    private RedisProcess redis;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        List<String> settings = new ArrayList<>();
        for (String namespace : NAMESPACES) {
            settings.addAll(List.of("--user", namespace, "on", ">" + namespace));
            settings.addAll(rules(namespace));
        }
        redis = RedisProcess.installed(settings.toArray(String[]::new));
        client = redis.client();
    }

    /** As docs/redis.md has them. */
    private static List<String> rules(String namespace) {
        return List.of(
                "~" + namespace + ":*",
                "~sluice:" + namespace + ":*",
                "&" + namespace + ":*",
                "&sluice:" + namespace + ":*",
                "&__redis__:invalidate",
                "+@read",
                "+@write",
                "+@scripting",
                "+@connection",
                "+client",
                "+subscribe",
                "+publish",
                "+time",
                "+role");
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(client, redis);
    }

    private Map<String, String> environment(String namespace) {
        return Map.of(
                "SLUICE_REDIS_URL",
                "redis://" + namespace + ":" + namespace + "@127.0.0.1:" + redis.port(),
                "SLUICE_NAMESPACE",
                namespace);
    }

    private NodeProcess node(String namespace, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--queues",
                namespace + ":jobs:*",
                "--topics",
                namespace + ":chat",
                "--pubsub-topics",
                namespace + ":ticker",
                "--queue-ack",
                "client",
                "--node-lease",
                "1s"));
        all.addAll(List.of(options));
        NodeProcess node = NodeProcess.start(environment(namespace), all.toArray(String[]::new));
        node.awaitReady();
        return node;
    }

    private List<Tuple> leases(String namespace) {
        return client.zrangeWithScores("sluice:" + namespace + ":{sluice:" + namespace + ":nodes}:leases", 0, -1);
    }

    private void awaitRenewals(String namespace, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            List<Tuple> before = leases(namespace);
            Await.until("a renewal", () -> !leases(namespace).equals(before));
        }
    }

    /** What every key that starts so holds. */
    private Map<String, String> contents(String prefix) {
        Map<String, String> contents = new TreeMap<>();
        client.keys(prefix + "*").forEach(key -> contents.put(key, Arrays.toString(client.dump(key))));
        return contents;
    }

    /** Every key is the application's or has the prefix of a namespace, and no user tried another one. */
    private void assertNothingForeign() {
        Set<String> foreign = client.keys("*").stream()
                .filter(key -> NAMESPACES.stream()
                        .noneMatch(name -> key.startsWith(name + ":") || key.startsWith("sluice:" + name + ":")))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), foreign);
        assertEquals(
                List.of(),
                client.aclLog().stream()
                        .map(entry -> entry.getUsername() + " " + entry.getReason() + " " + entry.getObject())
                        .toList());
    }

    @Tag("long")
    @Test
    void claimsComeBackInTheirNamespaceOnly() throws Exception {
        try (NodeProcess production = node("production")) {
            try (NodeProcess dying = node("staging");
                    EventStream stream = EventStream.open(dying.uri("/sse?queue=staging:jobs:1"))
                            .awaitConnected()) {
                client.lpush("staging:jobs:1", "1");
                stream.awaitMessages(1);
                assertEquals(1, leases("staging").size());
                assertEquals(1, leases("production").size());
                dying.process().kill();
            }
            Map<String, String> before = contents("sluice:staging:");
            assertTrue(
                    before.keySet().stream()
                            .anyMatch(key -> key.startsWith("sluice:staging:{staging:jobs:1}:processing:")),
                    before.keySet().toString());
            awaitRenewals("production", 8);
            assertEquals(before, contents("sluice:staging:"));
            assertEquals(0, client.llen("staging:jobs:1"));

            try (NodeProcess staging = node("staging")) {
                Await.until("the claim is back", () -> client.llen("staging:jobs:1") == 1);
                assertTrue(staging.readiness().warnings().isEmpty());
            }
            assertTrue(production.readiness().warnings().isEmpty());
            assertNothingForeign();
        }
    }

    @Test
    void allOwnKeysHaveThePrefix() throws Exception {
        String[] access = {"--auth-key", Tokens.KEY, "--queue-max-deliveries", "1", "--queue-visibility-timeout", "1s"};
        String token = Tokens.of(
                "ann", 600, Map.of("sluice", Map.of("take", List.of("staging:*"), "read", List.of("staging:*"))));
        try (NodeProcess node = node("staging", access);
                NodeProcess other = node("staging", access);
                NodeProcess foreign = node("production", access);
                EventStream stream = EventStream.open(
                                node.uri("/sse?queue=staging:jobs:1&queue=staging:jobs:2&topic=staging:chat"
                                        + "&topic=staging:ticker&token=" + token))
                        .awaitConnected()) {
            assertEquals(
                    Set.of("production", "staging"),
                    client.pubsubChannels("sluice:*:calls:*").stream()
                            .map(channel -> channel.split(":")[1])
                            .collect(Collectors.toSet()));
            assertEquals(
                    Set.of("sluice:production:direct", "sluice:staging:direct"),
                    Set.copyOf(client.pubsubChannels("sluice:*:direct")));
            assertEquals(3 + 2, client.pubsubChannels("sluice:*").size());

            pushExpiring("staging:jobs:1", "1");
            String confirmed = stream.awaitMessages(1).events().stream()
                    .filter(event -> event.type().equals("message"))
                    .findFirst()
                    .map(SpecParser.Event::lastEventId)
                    .orElseThrow();
            assertEquals(204, other.post("/ack?id=" + confirmed, new byte[0]).statusCode());
            Await.until(
                    "the confirmation",
                    () -> client.keys("sluice:staging:{staging:jobs:1}:processing:*")
                            .isEmpty());
            assertEquals(200, renewal(other, stream, token).statusCode());
            assertEquals(404, renewal(foreign, stream, token).statusCode());

            client.lpush("staging:jobs:2", "2");
            Await.until("a dead letter", () -> client.llen("sluice:staging:{staging:jobs:2}:dead") == 1);
            assertNothingForeign();
        }
    }

    /** In one transaction: a queue is gone once its last message is claimed. */
    private void pushExpiring(String queue, String message) {
        try (Transaction transaction = client.multi()) {
            transaction.lpush(queue, message);
            transaction.expire(queue, 600);
            transaction.exec();
        }
    }

    private static HttpResponse<String> renewal(NodeProcess node, EventStream stream, String token) throws Exception {
        String connected = stream.events().stream()
                .filter(event -> event.type().equals("sluice:connected"))
                .findFirst()
                .orElseThrow()
                .data();
        String id = JsonMapper.shared().readTree(connected).get("connection").asString();
        return node.post("/renew?connection=" + id, new byte[0], "Authorization", "Bearer " + token);
    }

    /** Runs a command and returns what it says. */
    private String run(int exitCode, Map<String, String> environment, String... words) throws Exception {
        try (ServerProcess process = NodeProcess.run(folder, environment, List.of(words))) {
            assertEquals(exitCode, process.exitValue(), process.output());
            return process.output();
        }
    }

    @Test
    void commandsUseTheNamespace() throws Exception {
        client.lpush("sluice:staging:{staging:jobs}:dead", "of staging");
        client.lpush("sluice:{staging:jobs}:dead", "of none");
        Map<String, String> staging = environment("staging");
        String list = run(0, staging, "dead", "list", "staging:jobs");
        assertTrue(list.contains("of staging") && list.contains("In all: 1."), list);
        assertEquals("Retried: 1. Left: 0.\n", run(0, staging, "dead", "retry", "staging:jobs"));
        assertEquals(List.of("of staging"), client.lrange("staging:jobs", 0, -1));
        assertEquals(1, client.llen("sluice:{staging:jobs}:dead"));
        assertEquals(List.of(), client.aclLog());

        String checked = run(0, staging, "check-config", "--connect");
        assertTrue(checked.contains(" namespace=staging "), checked);
        assertTrue(run(1, staging, "check-config", "--connect", "--namespace", "other")
                .contains("NOPERM"));
    }
}
