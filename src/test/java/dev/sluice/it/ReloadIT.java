package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Nodes that read their settings again at SIGHUP. */
class ReloadIT {
    private static final String OTHER_KEY = "another secret of tests that has more than 32 bytes";

    private static final String TAKEN = "Settings reloaded";
    private static final String REFUSED = "Cannot reload the settings";

    @TempDir
    private Path folder;

    private static RedisProcess redis;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        redis.close();
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("sluice.yaml"), yaml);
    }

    /** Has the node read the file with this content, and waits until its log has the text once more. */
    private static void reload(NodeProcess node, Path file, String yaml, String logged) throws Exception {
        int before = node.logged(logged);
        Files.writeString(file, yaml);
        node.process().signal("HUP");
        Await.until("the log has: " + logged, () -> node.logged(logged) > before);
    }

    @Test
    void maxAgeBeginsAndEndsWithoutARestart() throws Exception {
        String none = "queues: [aged]\ntopics: none\n";
        Path file = file(none);
        try (NodeProcess node = NodeProcess.start(redis, "--config", file.toString())) {
            client.lpush("aged", "old");
            reload(node, file, none + "queue-max-age: 1s\n", TAKEN);
            Await.until("it has expired", () -> client.llen("sluice:{aged}:dead") == 1);
            reload(node, file, none, TAKEN);
            Await.until("no sweep is going on", () -> !client.exists("sluice:{sluice:nodes}:turn:expiry:queue:aged"));
            client.lpush("aged", "kept");
            reload(node, file, none + "queue-max-age: 100h\n", TAKEN);
            Await.until("it is noted", () -> client.exists("sluice:{aged}:ages"));
        }
    }

    @Test
    void channelsComeAndGoWithoutACut() throws Exception {
        String before = "queues: [one, two]\ntopics: none\n";
        Path file = file(before);
        try (NodeProcess node = NodeProcess.start(redis, "--config", file.toString());
                EventStream both =
                        EventStream.open(node.uri("/sse?queue=one&queue=two")).awaitConnected();
                EventStream second =
                        EventStream.open(node.uri("/sse?queue=two")).awaitConnected()) {
            assertEquals(403, node.get("/sse?queue=three").statusCode());
            reload(node, file, "queues:\n  one:\n  three: {format: json}\ntopics: [news]\n", TAKEN);

            client.lpush("one", "kept");
            assertEquals(List.of("kept"), both.awaitMessages(1).messages());
            Await.until("the end of a stream of which nothing is served", second::isEnded);
            client.lpush("two", "waits");
            try (EventStream third =
                    EventStream.open(node.uri("/sse?queue=three&topic=news")).awaitConnected()) {
                client.lpush("three", "{\"data\": \"new\"}");
                assertEquals(List.of("new"), third.awaitMessages(1).messages());
                node.awaitMetric("sluice_settled_total{queue=\"three\"}", 1);
            }
            assertEquals(403, node.get("/sse?queue=two").statusCode());
            assertEquals(1, client.llen("two"));
            assertFalse(both.isEnded());
            assertTrue(node.get("/health/serving").body().contains("\"three\""));
        }
    }

    @Test
    void wrongSettingsAreRefusedInASentence() throws Exception {
        String before = "queues: [kept]\nheartbeat: 1s\n";
        Path file = file(before);
        try (NodeProcess node = NodeProcess.start(redis, "--config", file.toString());
                EventStream stream =
                        EventStream.open(node.uri("/sse?queue=kept")).awaitConnected()) {
            reload(node, file, "queues: [kept, other]\nheartbeat: 2s\n", REFUSED);
            node.awaitLogged("the node keeps the current ones: The setting heartbeat in the file " + file
                    + " has changed, which needs a restart.");
            reload(node, file, "queue: [kept]\n", "There is no setting for the name in the file");
            assertEquals(403, node.get("/sse?queue=other").statusCode());
            client.lpush("kept", "goes on");
            assertEquals(List.of("goes on"), stream.awaitMessages(1).messages());
            assertFalse(stream.isEnded());
        }
    }

    @Test
    void reloadAppliesKeysAndGrants() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), Tokens.KEY);
        String rest = "queues: [\"inbox:*\"]\nauth-key: file:" + keys + "\n";
        Path file = file(rest + "grant-take: 'inbox:{sub}'\n");
        String former = Tokens.of("ann");
        String next = Tokens.of(OTHER_KEY, "bob", 3600, Map.of());
        try (NodeProcess node = NodeProcess.start(redis, "--config", file.toString());
                EventStream ann = EventStream.open(node.uri("/sse?queue=inbox:ann&token=" + former))
                        .awaitConnected()) {
            assertEquals(401, node.get("/sse?queue=inbox:bob&token=" + next).statusCode());
            Files.writeString(keys, OTHER_KEY);
            reload(node, file, rest + "grant-take: 'inbox:{sub}, inbox:all'\n", TAKEN);
            try (EventStream bob = EventStream.open(node.uri("/sse?queue=inbox:all&token=" + next))
                    .awaitConnected()) {
                client.lpush("inbox:all", "granted");
                assertEquals(List.of("granted"), bob.awaitMessages(1).messages());
            }
            assertEquals(401, node.get("/sse?queue=inbox:ann&token=" + former).statusCode());
            client.lpush("inbox:ann", "still open");
            assertEquals(List.of("still open"), ann.awaitMessages(1).messages());
            assertFalse(node.process().output().contains(OTHER_KEY));
        }
    }

    @Test
    void lowerLimitClosesNoStream() throws Exception {
        Path file = file("queues: [limited]\nmax-connections: 3\n");
        try (NodeProcess node = NodeProcess.start(redis, "--config", file.toString());
                EventStream one =
                        EventStream.open(node.uri("/sse?queue=limited")).awaitConnected();
                EventStream two =
                        EventStream.open(node.uri("/sse?queue=limited")).awaitConnected()) {
            reload(node, file, "queues: [limited]\nmax-connections: 1\n", TAKEN);
            String away = node.get("/sse?queue=limited").body();
            assertTrue(away.contains("retry:") && !away.contains("sluice:connected"), away);
            assertFalse(one.isEnded() || two.isEnded());
            reload(node, file, "queues: [limited]\nmax-connections: 3\n", TAKEN);
            EventStream.open(node.uri("/sse?queue=limited")).awaitConnected().close();
        }
    }
}
