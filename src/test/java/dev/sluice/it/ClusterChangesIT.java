package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;

/** A node on a Redis Cluster whose slots move and whose masters change. The last test kills a master. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterChangesIT {
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
    void depthIsThereAfterTheSlotHasMoved() throws Exception {
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
    void postsLeaveADemotedMaster() throws Exception {
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

    @Tag("long")
    @Test
    void movingSlotLosesAndRepeatsNothing() throws Exception {
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
            one.awaitNothingLeft();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void killedMasterStopsOnlyItsOwnQueues() throws Exception {
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
            int delivered = 0;
            try (Jedis direct = alive.client()) {
                while (cluster.masterOf(queue) == null) {
                    direct.lpush(other, "meanwhile");
                    delivered++;
                    others.awaitMessages(1 + delivered);
                }
            }
            assertTrue(delivered >= 10, "the others stopped, too: " + delivered + " messages came meanwhile");
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
