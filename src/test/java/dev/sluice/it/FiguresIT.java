package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.metrics.Metric;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** What {@code /metrics} says of queues. */
class FiguresIT {
    private RedisProcess redis;
    private NodeProcess node;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis, "--queues", "orders,inbox:*", "--drain-time", "0s", "--limit-streams-per-address", "100");
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
        redis.close();
    }

    private Optional<Double> figure(String name, String queue) throws Exception {
        return node.findMetric("sluice_queue_" + name + "{queue=\"" + queue + "\"}");
    }

    private void await(String name, String queue, double value) throws Exception {
        node.awaitMetric("sluice_queue_" + name + "{queue=\"" + queue + "\"}", value);
    }

    @Test
    @DisplayName("The depth of a named queue is its length in Redis, whether or not a browser takes from it")
    void depthOfANamedQueueIsTheLength() throws Exception {
        await("depth", "orders", 0);
        client.lpush("orders", "1", "2", "3");
        client.lpush("sluice:{orders}:dead", "{}\nx");
        await("depth", "orders", 3);
        await("dead_letters", "orders", 1);
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=orders")).awaitMessages(3)) {
            await("depth", "orders", 0);
            stream.close();
        }
    }

    @Test
    void hasExactlyTheListedMetrics() throws Exception {
        await("depth", "orders", 0);
        List<String> listed = Stream.of(Metric.values())
                .filter(Metric::isOfNode)
                .flatMap(metric -> Stream.of(
                        "# HELP " + metric.fullName() + " " + metric.help(),
                        "# TYPE " + metric.fullName() + " "
                                + metric.type().name().toLowerCase(Locale.ROOT)))
                .sorted()
                .toList();
        String page = node.get("/metrics").body();
        assertEquals(
                listed,
                page.lines().filter(line -> line.startsWith("#")).sorted().toList());
        for (Metric metric : Metric.values()) {
            boolean hasQueues = page.contains("\n" + metric.fullName() + "{queue=\"orders\"} ");
            assertEquals(metric.label() == Metric.Label.QUEUE, hasQueues, metric.fullName());
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void queuesOfAPatternAreSummedUnnamed() throws Exception {
        try (EventStream stuck = StuckBrowser.open(node, "/sse?queue=inbox:secret1&queue=inbox:secret2")) {
            client.set("inbox:secret1", "no list");
            await("refused", "inbox:*", 1);
            client.del("inbox:secret1");
            await("refused", "inbox:*", 0);
            for (String message : StuckBrowser.tooMuch(10)) {
                client.lpush("inbox:secret1", message);
                client.lpush("inbox:secret2", message);
            }
            Await.until("a claim", () -> figure("claimed", "inbox:*").orElse(-1.0) > 0);
            // Claims may go on for a while after the first.
            Await.until(
                    "the depth of both",
                    () -> figure("depth", "inbox:*").orElse(-1.0)
                            == client.llen("inbox:secret1") + client.llen("inbox:secret2"));
            double age = figure("oldest_claim_age_seconds", "inbox:*").orElseThrow();
            Await.until(
                    "the age grows",
                    () -> figure("oldest_claim_age_seconds", "inbox:*").orElse(-1.0) > age);
            assertEquals(Optional.of(0.0), figure("oldest_claim_age_seconds", "orders"));
            assertEquals(Optional.of(0.0), figure("redeliveries_total", "inbox:*"));
            assertFalse(node.get("/metrics").body().contains("secret"), "names may be secrets");
        }
        Await.until(
                "a redelivery", () -> figure("redeliveries_total", "inbox:*").orElse(-1.0) > 0);
        await("claimed", "inbox:*", 0);
        await("depth", "inbox:*", 0); // nobody takes from them now
        assertEquals(20, client.llen("inbox:secret1") + client.llen("inbox:secret2"));
    }

    @Test
    void deadLettersAreCountedByEntry() throws Exception {
        byte[] broken = {(byte) 0xFF};
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=orders&queue=inbox:1")).awaitConnected()) {
            client.lpush("orders".getBytes(StandardCharsets.UTF_8), broken);
            client.lpush("inbox:1".getBytes(StandardCharsets.UTF_8), broken, broken);
            await("dead_letters", "orders", 1);
            await("dead_letters", "inbox:*", 2);
            node.awaitMetric("sluice_dead_letters_total{queue=\"orders\"}", 1);
            node.awaitMetric("sluice_dead_letters_total{queue=\"inbox:*\"}", 2);
            stream.close();
        }
    }

    @Tag("long")
    @DisplayName("If Redis does not answer, its figures are absent and the others come soon")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void silentRedisCostsItsOwnFiguresOnly() throws Exception {
        await("depth", "orders", 0);
        redis.signal("STOP");
        try {
            Await.until("no depth", () -> figure("depth", "orders").isEmpty());
            assertTrue(figure("dead_letters", "orders").isEmpty());
            assertEquals(Optional.of(0.0), figure("claimed", "orders"));
            node.awaitMetric("sluice_ready", 0);
        } finally {
            redis.signal("CONT");
        }
        await("depth", "orders", 0);
        node.awaitMetric("sluice_ready", 1);
    }

    @Test
    void keyOfAnotherTypeHasNoDepth() throws Exception {
        await("depth", "orders", 0);
        client.set("orders", "a string");
        Await.until("no depth", () -> figure("depth", "orders").isEmpty());
        await("dead_letters", "orders", 0);
    }

    @Test
    void scrapesDoNotHammerRedis() throws Exception {
        await("depth", "orders", 0);
        client.configResetStat();
        long begin = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            node.get("/metrics");
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000 + 1;
        String stats = client.info("commandstats");
        long asked = stats.contains("cmdstat_llen")
                ? Long.parseLong(stats.replaceAll("(?s).*cmdstat_llen:calls=([0-9]+),.*", "$1"))
                : 0;
        assertTrue(asked <= 2 * (seconds + 1), asked + " LLENs in " + seconds + " s");
    }
}
