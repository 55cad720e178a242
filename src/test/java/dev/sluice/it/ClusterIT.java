package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClusterClient;

/** A node on a Redis Cluster. The last test kills a master. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    @TempDir
    private static Path folder;

    private static ClusterProcesses cluster;
    private static NodeProcess node;
    private static RedisClusterClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = ClusterProcesses.start();
        // One of its queues is confirmed, so that the node has a box among what nodes have in common.
        Path file = Files.writeString(folder.resolve("sluice.yaml"), "queues: {'jobs:*': {ack: client}}");
        node = NodeProcess.start(
                Map.of("SLUICE_REDIS_URL", cluster.url(), "SLUICE_CONFIG", file.toString()),
                "--queues",
                "message_list,inbox:*,jobs:*",
                "--http-publish",
                "on");
        client = cluster.client();
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (node != null) {
            node.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
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
    @Order(1)
    void theConnectionToItCanBeChecked() throws Exception {
        try (ServerProcess check = NodeProcess.run(
                Path.of("."), Map.of("SLUICE_REDIS_URL", cluster.url()), List.of("check-config", "--connect"))) {
            assertEquals(0, check.exitValue(), check.output());
        }
    }

    @Test
    @Order(1)
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
        awaitNothingLeft();
        for (EventStream stream : streams) {
            stream.close();
        }
    }

    @Test
    @Order(2)
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
    @Order(2)
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
    @Order(3)
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

    @Test
    @Order(4)
    void theDepthOfAQueueIsThereAlsoAfterItsSlotHasMoved() throws Exception {
        String depth = "sluice_queue_depth{queue=\"message_list\"}";
        client.lpush("message_list", "1", "2");
        Await.until("the depth", () -> node.findMetric(depth).equals(Optional.of(2.0)));
        RedisProcess now = cluster.masterOf("message_list");
        RedisProcess next = cluster.masters().stream()
                .filter(master -> master.port() != now.port())
                .findFirst()
                .orElseThrow();
        cluster.moveSlot("message_list", next);
        client.lpush("message_list", "3");
        Await.until("the depth", () -> node.findMetric(depth).equals(Optional.of(3.0)));
        client.del("message_list");
    }

    @Test
    @Order(4)
    void aMasterThatBecomesAReplicaIsLeftByPostsToo() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=inbox:led&topic=chat")).awaitPlaced()) {
            assertEquals(201, node.post("/queues/inbox:led", "1".getBytes()).statusCode());
            assertEquals(201, node.post("/topics/chat", "2".getBytes()).statusCode());
            stream.awaitMessages(2);
            cluster.failOver("inbox:led");
            cluster.failOver("chat");
            assertEquals(201, node.post("/queues/inbox:led", "3".getBytes()).statusCode());
            assertEquals(201, node.post("/topics/chat", "4".getBytes()).statusCode());
            assertTrue(node.get("/topics/chat/events?last=1").body().contains("4"));
            stream.awaitMessages(4);
        }
    }

    @Test
    @Order(4)
    void aSlotThatMovesUnderLoadLosesNothingAndRepeatsNothing() throws Exception {
        String queue = "inbox:busy";
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=" + queue)).awaitConnected()) {
            Load load = Load.start(queue);
            for (int i = 0; i < 6; i++) {
                RedisProcess now = cluster.masterOf(queue);
                RedisProcess next = cluster.masters().stream()
                        .filter(master -> master.port() != now.port())
                        .findFirst()
                        .orElseThrow();
                int before = stream.messages().size();
                cluster.moveSlot(queue, next);
                stream.awaitMessages(before + 200);
            }
            load.stop();
            stream.awaitMessages(load.changed());
            assertEquals(load.numbers(), new TreeSet<>(numbers(stream)), "nothing is lost");
            assertEquals(load.changed(), stream.messages().size(), "nothing comes twice");
            assertEquals(new ArrayList<>(load.numbers()), numbers(stream), "all comes in order");
            awaitNothingLeft();
        }
    }

    @Test
    @Order(5)
    void aMasterThatIsKilledStopsOnlyItsOwnQueuesUntilItsReplicaTakesOver() throws Exception {
        // The one that has what nodes have in common too.
        RedisProcess victim = cluster.masterOf("sluice:{sluice:nodes}:leases");
        String queue = queueOn(master -> master.port() == victim.port());
        String other = queueOn(master -> master.port() != victim.port());
        try (EventStream stream =
                        EventStream.open(node.uri("/sse?queue=" + queue)).awaitConnected();
                EventStream others =
                        EventStream.open(node.uri("/sse?queue=" + other)).awaitConnected()) {
            for (int i = 0; i < 100; i++) {
                client.lpush(queue, "before " + i);
            }
            stream.awaitMessages(100);
            client.lpush(other, "before");
            others.awaitMessages(1);
            victim.kill();
            RedisProcess alive = cluster.masterOf(other);
            try (Jedis direct = alive.client()) {
                List<Long> nanos = new ArrayList<>();
                while (cluster.masterOf(queue) == null) {
                    long start = System.nanoTime();
                    direct.lpush(other, "m");
                    others.awaitMessages(nanos.size() + 2);
                    nanos.add(System.nanoTime() - start);
                }
                Collections.sort(nanos);
                long median = nanos.get(nanos.size() / 2);
                assertTrue(median < 500_000_000, "the others waited " + median / 1_000_000 + " ms");
            }
            RedisProcess successor = cluster.masterOf(queue);
            try (Jedis direct = successor.client()) {
                for (int i = 0; i < 100; i++) {
                    direct.lpush(queue, "after " + i);
                }
            }
            Await.until("all that came after", () -> stream.messages().containsAll(after()));
            assertEquals(200, new HashSet<>(stream.messages()).size());
        }
    }

    private static String queueOn(Predicate<RedisProcess> master) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "inbox:" + i)
                .filter(name -> master.test(cluster.masterOf(name)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> after() {
        return IntStream.range(0, 100).mapToObj(i -> "after " + i).toList();
    }

    private static List<Integer> numbers(EventStream stream) {
        return stream.messages().stream().map(Integer::valueOf).toList();
    }

    private static void awaitNothingLeft() throws Exception {
        for (RedisProcess master : cluster.masters()) {
            try (Jedis direct = master.client()) {
                // How often messages came back stays with those that wait.
                Await.until(
                        "all is settled",
                        () -> direct.keys("sluice:{inbox*").stream().allMatch(key -> key.endsWith(":deliveries")));
            }
        }
    }

    private static void killConnections(RedisProcess server) {
        try (Jedis direct = server.client()) {
            direct.clientList()
                    .lines()
                    .filter(line -> line.contains("name=sluice-claims") || line.contains("name=sluice-doorbell"))
                    .map(line -> line.replaceAll("^id=([0-9]+) .*", "$1"))
                    .forEach(id -> direct.sendCommand(Command.CLIENT, "KILL", "ID", id));
        }
    }

    /** Pushes numbers in their order until it is stopped. */
    private static final class Load {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger pushed = new AtomicInteger();
        private final Thread thread;

        private Load(String queue) {
            thread = new Thread(() -> {
                while (!stopped.get()) {
                    client.lpush(queue, String.valueOf(pushed.get()));
                    pushed.incrementAndGet();
                }
            });
        }

        static Load start(String queue) {
            Load load = new Load(queue);
            load.thread.start();
            return load;
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
        }

        int changed() {
            return pushed.get();
        }

        TreeSet<Integer> numbers() {
            return IntStream.range(0, changed()).boxed().collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        }
    }
}
