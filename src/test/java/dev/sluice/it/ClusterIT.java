package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.expiry.RedisExpiryStore;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.testing.Await;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeConnections;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;

/** A node on a Redis Cluster that stays as it is. */
class ClusterIT {
    private static ClusterNode one;
    private static ClusterProcesses cluster;
    private static NodeProcess node;
    private static RedisClusterClient client;

    @BeforeAll
    static void start() throws Exception {
        one = ClusterNode.start();
        cluster = one.cluster();
        node = one.node();
        client = one.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(one);
    }

    @Test
    void oneRequestPublishesOnAllMasters() throws Exception {
        List<String> queues =
                IntStream.range(0, 30).mapToObj(i -> "inbox:batch" + i).toList();
        for (String key : List.of("", ",\"key\":\"k\"", ",\"key\":\"k\"")) {
            String items = queues.stream()
                    .map(queue -> "{\"queue\":\"" + queue + "\",\"data\":\"x\"" + key + "}\n"
                            + "{\"topic\":\"sse_messages\",\"data\":\"" + queue + "\"}\n")
                    .collect(Collectors.joining());
            assertEquals(
                    Collections.nCopies(60, "{}").toString().replace(" ", ""),
                    node.post("/publish", items.getBytes()).body());
        }
        for (String queue : queues) {
            assertEquals(2, client.llen(queue), queue);
            client.del(queue);
        }
    }

    @Test
    void deadLettersAreRetriedWhicheverMasterHasThem() throws Exception {
        for (String queue : List.of("dead:1", "dead:2", "dead:3")) {
            client.lpush("sluice:{" + queue + "}:dead", "{\"reason\":\"why\"}\n" + queue);
            try (ServerProcess dead = NodeProcess.run(
                    Path.of("."), Map.of("SLUICE_REDIS_URL", cluster.url()), List.of("dead", "retry", queue))) {
                assertEquals(0, dead.exitValue(), dead.output());
            }
            assertEquals(List.of(queue), client.lrange(queue, 0, -1));
            client.del(queue);
        }
    }

    @Test
    void messagesExpireOnAllMasters() {
        QueueExpiry now = new QueueExpiry(Duration.ZERO, QueueExpiry.Fate.DEAD_LETTER);
        DeadLetterBounds bounds = new DeadLetterBounds(10, Optional.empty());
        try (SharedClient shared =
                new SharedClient(RedisUrlParser.parse(cluster.url()), new Keyspace(Optional.of("aged")), "expiry")) {
            RedisExpiryStore store =
                    new RedisExpiryStore(shared, () -> bounds, queue -> QueueEnd.RIGHT, "node", InstantSource.system());
            assertTrue(store.beginSweep(ChannelKind.QUEUE, "*:aged", Duration.ofMinutes(1)));
            assertFalse(store.beginSweep(ChannelKind.QUEUE, "*:aged", Duration.ofMinutes(1)));
            Set<String> queues = new TreeSet<>();
            for (int i = 0; i < 30; i++) {
                queues.add("{user:" + i + "}:aged");
            }
            queues.forEach(queue -> client.lpush(queue, "old"));
            Set<String> found = new TreeSet<>();
            store.find(ChannelKind.QUEUE, "*:aged", names -> {
                found.addAll(names);
                return true;
            });
            assertEquals(queues, found);
            for (String queue : queues) {
                assertEquals(0, store.expire(queue, now, Duration.ZERO).removed());
                assertEquals(1, store.expire(queue, now, Duration.ZERO).removed());
                assertEquals(1, client.del("sluice:aged:" + queue.replace(":aged", ":") + queue + ":dead"));
            }
        }
    }

    @Test
    void theConnectionToItCanBeChecked() throws Exception {
        try (ServerProcess check = NodeProcess.run(
                Path.of("."), Map.of("SLUICE_REDIS_URL", cluster.url()), List.of("check-config", "--connect"))) {
            assertEquals(0, check.exitValue(), check.output());
        }
    }

    @Test
    void queuesOnAllMastersAreServed() throws Exception {
        int queues = 90;
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < queues; i += 30) {
            StringBuilder path = new StringBuilder("/sse?queue=inbox:" + i);
            for (int j = i + 1; j < i + 30; j++) {
                path.append("&queue=inbox:").append(j);
            }
            streams.add(EventStream.open(node.uri(path.toString())).awaitConnected());
        }
        Set<Integer> masters = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < queues; i++) {
                client.lpush("inbox:" + i, i + " " + round);
                if (round == 0) {
                    masters.add(cluster.masterOf("inbox:" + i).port());
                }
            }
            for (EventStream stream : streams) {
                stream.awaitMessages(30 * (round + 1));
            }
        }
        assertEquals(3, masters.size());
        for (EventStream stream : streams) {
            assertEquals(90, new HashSet<>(stream.messages()).size());
            assertEquals(90, stream.messages().size());
        }
        one.awaitNothingLeft();
        for (EventStream stream : streams) {
            stream.close();
        }
    }

    @Test
    void whatIsPublishedAtAnyMasterIsHeard() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=sse_messages"))) {
            Await.until("it is listened to", () -> {
                int listening = 0;
                for (RedisProcess master : cluster.masters()) {
                    try (Jedis jedis = master.client()) {
                        listening += jedis.pubsubNumSub("sse_messages").get("sse_messages");
                    }
                }
                return listening == 1;
            });
            Set<String> published = new TreeSet<>();
            for (RedisProcess master : cluster.masters()) {
                try (Jedis jedis = master.client()) {
                    jedis.publish("sse_messages", "at " + master.port());
                    published.add("at " + master.port());
                }
            }
            stream.awaitMessages(published.size());
            assertEquals(published, new TreeSet<>(stream.messages()));
        }
    }

    @Test
    void whatIsPostedIsPushedToItsMaster() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:x&queue=inbox:y&queue=inbox:z"))) {
            for (String queue : List.of("inbox:x", "inbox:y", "inbox:z")) {
                assertEquals(
                        201, node.post("/queues/" + queue, queue.getBytes()).statusCode());
            }
            stream.awaitMessages(3);
        }
    }

    @Test
    void killedConnectionsToEachMasterAreOpenedAgain() throws Exception {
        List<String> queues =
                IntStream.range(0, 12).mapToObj(i -> "inbox:k" + i).toList();
        String path = "/sse?queue=" + String.join("&queue=", queues);
        try (EventStream stream = EventStream.open(node.uri(path)).awaitConnected()) {
            int pushed = 0;
            for (int round = 0; round < 5; round++) {
                for (RedisProcess master : cluster.masters()) {
                    killConnections(master);
                }
                for (String queue : queues) {
                    client.lpush(queue, "m" + pushed++);
                }
                stream.awaitMessages(pushed);
            }
            assertEquals(pushed, stream.messages().size());
        }
    }

    private static void killConnections(RedisProcess server) {
        try (Jedis direct = server.client()) {
            NodeConnections.kill(direct, "sluice-claims");
            NodeConnections.kill(direct, "sluice-doorbell");
        }
    }
}
