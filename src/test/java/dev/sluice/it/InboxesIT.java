package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bench.ManyStreams;
import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Thousands of queues with a browser each cost no thread, no Redis connection and no polling command each. */
class InboxesIT {
    private static final int USERS = Rounds.of(2_000, 10_000);
    private static final int SECONDS = Rounds.of(2, 6);

    @Test
    void thousandsOfInboxes() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--queues", "inbox:*", "--max-connections", "12000");
                Jedis client = redis.client()) {
            node.awaitReady();
            try (EventStream first = EventStream.open(node.uri("/sse?queue=inbox:first"))) {
                String ofNode = first.connectionId().substring(0, 8);
                Await.until("its record", () -> client.hlen("sluice:{sluice:lifecycle}:node:" + ofNode) == 1);
            }
            int threads = threads(node);
            long redisConnections = connections(client);
            try (ManyStreams streams = ManyStreams.open(node.uri(""), USERS, i -> "/sse?queue=inbox:" + i)) {
                node.awaitConnections(USERS);
                node.awaitMetric("sluice_queue_uncounted{queue=\"inbox:*\"}", USERS);
                Await.until("the first looks at all queues", () -> settled(client));

                // What the JVM adds of its own grows with the cores.
                assertTrue(threads(node) - threads < USERS / 20, threads(node) + " threads, before: " + threads);
                // Requests at the same time may need one more each.
                assertTrue(connections(client) <= redisConnections + 3, connections(client) + " connections");
                long before = commands(client);
                Thread.sleep(SECONDS * 1_000L);
                long perSecond = (commands(client) - before) / SECONDS;
                assertTrue(perSecond < 50, perSecond + " commands a second while nothing happens");

                try (Pipeline pipeline = client.pipelined()) {
                    for (int i = 0; i < USERS; i++) {
                        pipeline.lpush("inbox:" + i, "#" + i + " 0 for user " + i);
                    }
                }
                Await.until("a message for everybody", () -> streams.messages() == USERS);
                assertEquals(0, streams.wrong(), "messages that came to the wrong stream");
                Claims.awaitSettled(client);
            }
        }
    }

    private static boolean settled(Jedis client) throws InterruptedException {
        long before = commands(client);
        Thread.sleep(2_000);
        return commands(client) - before < 100;
    }

    private static int threads(NodeProcess node) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + node.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long connections(Jedis client) {
        return client.clientList().lines().count();
    }

    private static long commands(Jedis client) {
        return client.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
