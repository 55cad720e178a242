package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.MovingMaster;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;

/** Another server is the master behind the same address, and connections to the one before stay open. */
class MasterMoveIT {
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(4);

    private MovingMaster redis;
    private NodeProcess node;
    private NodeProcess other;
    private EventStream jobs;
    private EventStream queue;
    private EventStream ticker;
    /** When job 2 was offered at the earliest, by System.nanoTime. */
    private long offeredAt;

    private void start(String... settings) throws Exception {
        redis = MovingMaster.start(settings);
        String config = ConfigFile.of("""
                queues:
                  message_list: {}
                  jobs: {ack: client, visibility-timeout: %ds, max-deliveries: 1000}
                topics: chat
                pubsub-topics: ticker
                http-publish: on
                """.formatted(VISIBILITY_TIMEOUT.toSeconds()));
        Map<String, String> environment = Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_CONFIG", config);
        node = NodeProcess.start(environment);
        other = NodeProcess.start(environment);
        node.awaitReady();
        other.awaitReady();
        jobs = EventStream.open(node.uri("/sse?queue=jobs")).awaitConnected();
        queue = EventStream.open(node.uri("/sse")).awaitConnected();
        ticker = EventStream.open(node.uri("/sse?topic=ticker")).awaitConnected();
        useEveryConnection();
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(jobs, queue, ticker, node, other, redis);
    }

    /** So that each has led to the old master. */
    private void useEveryConnection() throws Exception {
        try (Jedis client = redis.old().client()) {
            Await.subscriber(client, "ticker");
            client.publish("ticker", "before");
            ticker.awaitMessages(1);
            client.lpush("jobs", "job 1");
            jobs.awaitMessages(1);
            assertEquals(204, ack(other, 0), "relayed by the other node");
            offeredAt = System.nanoTime();
            client.lpush("jobs", "job 2");
            jobs.awaitMessages(2);
            assertEquals(201, post("/topics/chat", "before"));
            assertEquals(201, post("/queues/message_list", "before"));
            queue.awaitMessages(1);
            assertTrue(history().contains("before"));
            assertTrue(node.findMetric("sluice_queue_depth").isPresent());
            client.set("known", "to the replica too");
        }
        redis.awaitReplica();
        try (Jedis client = redis.successor().client()) {
            Await.until(
                    "what was confirmed and proven is settled",
                    () -> Claims.processing(client).size() == 1);
        }
    }

    private int post(String path, String body) throws Exception {
        return node.post(path, body.getBytes()).statusCode();
    }

    private int ack(NodeProcess at, int message) throws Exception {
        String id = jobs.parser().events().stream()
                .filter(event -> event.type().equals("message"))
                .toList()
                .get(message)
                .lastEventId();
        return at.post("/ack", ("id=" + id).getBytes(), "Content-Type", "application/x-www-form-urlencoded")
                .statusCode();
    }

    private String history() throws Exception {
        HttpResponse<String> answer = node.get("/topics/chat/events?last=100");
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void everythingWorksAtOnceAfterASwap() throws Exception {
        start();
        redis.swap();
        int offers = jobs.messages().size(); // job 2 comes again if the swap takes longer than the visibility timeout
        assertTrue(offers == 2 || System.nanoTime() - offeredAt >= VISIBILITY_TIMEOUT.toNanos(), "too early again");
        assertEquals(204, ack(other, offers - 1), "of job 2, whose box is on the new master");
        assertEquals(offers, jobs.messages().size());
        assertEquals(201, post("/queues/message_list", "after"));
        assertEquals(201, post("/topics/chat", "after"));
        assertTrue(history().contains("after"));
        queue.awaitMessages(2);
        assertAllIsWithTheSuccessor();
    }

    @DisplayName("A former master that follows nobody is left, although it answers reads")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void leavesAReplicaThatFollowsNobody() throws Exception {
        start();
        redis.swapAndCutOff();
        try (Jedis client = redis.successor().client()) {
            client.xadd("chat", XAddParams.xAddParams(), Map.of("data", "of the new master"));
            Await.until("history is what the new master has", () -> history().contains("of the new master"));
        }
        assertEquals(204, ack(other, 1));
        assertEquals(201, post("/queues/message_list", "after"));
        assertAllIsWithTheSuccessor();
    }

    @DisplayName("A master that has lost its replica and takes no writes is left")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void leavesAMasterThatTakesNoWrites() throws Exception {
        start("--min-replicas-to-write", "1");
        redis.promote();
        Await.until("confirmed", () -> ack(other, 1) == 204);
        Await.until("posted", () -> post("/queues/message_list", "after") == 201);
        assertAllIsWithTheSuccessor();
    }

    @DisplayName("A frozen master is left, and the node is not ready meanwhile")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void leavesAFrozenMaster() throws Exception {
        start();
        redis.old().signal("STOP");
        try {
            node.awaitNotReady(); // before there is a successor, since afterwards it may be ready again at once
            redis.promote();
            node.awaitReady();
            assertEquals(201, post("/queues/message_list", "after"), "by the node that is ready");
            other.awaitReady();
            try (Jedis client = redis.successor().client()) {
                // It has come again, since the visibility timeout was over before it could be confirmed.
                Await.until(
                        "the newest is confirmed",
                        () -> ack(other, jobs.messages().size() - 1) == 204
                                && client.keys("sluice:{jobs}:processing:*").isEmpty());
            }
        } finally {
            redis.old().signal("CONT");
        }
        assertAllIsWithTheSuccessor();
    }

    private void assertAllIsWithTheSuccessor() throws Exception {
        node.awaitReady();
        other.awaitReady();
        List<String> before = jobs.messages();
        assertEquals(Set.of("job 1", "job 2"), Set.copyOf(before));
        try (Jedis client = redis.successor().client()) {
            Await.subscriber(client, "ticker");
            client.publish("ticker", "of the new master");
            ticker.awaitMessages(2);
            client.lpush("message_list", "rings");
            queue.awaitMessages(3);
            client.xadd("chat", XAddParams.xAddParams(), Map.of("data", "newest"));
            assertTrue(history().contains("newest"));
            Await.until(
                    "the depth of the new master",
                    () -> node.findMetric("sluice_queue_depth").isPresent());
            redis.old().awaitLeft();
            // Then there is nothing that could come again when the visibility timeout is over.
            Claims.awaitNone(client);
            assertFalse(client.exists("jobs"));
            assertEquals(0, client.llen("sluice:{jobs}:dead"));
            assertEquals(before, jobs.messages(), "what was confirmed does not come again");
        }
        assertEquals(List.of("before", "of the new master"), ticker.messages());
        assertEquals(List.of("before", "after", "rings"), queue.messages(), "nothing is lost or comes twice");
    }

    @DisplayName("Posts under way during a swap all succeed; none is lost or repeated")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void postsDuringASwapSucceedOnce() throws Exception {
        start();
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> posters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Thread poster = new Thread(() -> {
                while (!stopped.get()) {
                    try {
                        byte[] body = ("m" + number.getAndIncrement()).getBytes();
                        HttpResponse<String> answer = node.post("/queues/message_list", body);
                        if (answer.statusCode() != 201) {
                            failures.add(answer.body());
                        }
                    } catch (Exception e) {
                        failures.add(e.toString());
                    }
                }
            });
            poster.start();
            posters.add(poster);
        }
        queue.awaitMessages(200);
        redis.swap();
        queue.awaitMessages(queue.messages().size() + 500);
        stopped.set(true);
        for (Thread poster : posters) {
            poster.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
        queue.awaitMessages(number.get() + 1);
        assertEquals(number.get() + 1, new HashSet<>(queue.messages()).size());
        assertEquals(number.get() + 1, queue.messages().size());
        redis.old().awaitLeft();
    }
}
