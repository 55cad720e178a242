package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Readiness;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;

/** A node says that it is ready only while messages can be delivered. */
class HealthIT {
    private RedisProcess redis;
    private NodeProcess node;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
        node = NodeProcess.start(redis);
        node.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
        redis.close();
    }

    private void assertReason(String part) throws Exception {
        Readiness readiness = node.readiness();
        assertEquals(503, readiness.status());
        List<String> reasons = readiness.reasons();
        assertEquals(1, reasons.size(), reasons.toString());
        assertTrue(reasons.get(0).contains(part), reasons.toString());
        assertTrue(reasons.get(0).endsWith("."), reasons.toString());
    }

    private long answerAge() throws Exception {
        return node.readiness().json().get("lastAnswerAgeMillis").asLong();
    }

    @Test
    void silentRedisMakesNotReadyUntilItAnswers() throws Exception {
        long age = answerAge();
        assertTrue(age < 10_000, "age " + age);
        redis.signal("STOP");
        try {
            node.awaitNotReady();
            assertReason("127.0.0.1:" + redis.port() + " cannot be used: it did not answer in time.");
            node.awaitLogged("it did not answer in time");
            assertEquals(200, node.get("/health/live").statusCode(), "Redis is not the node's fault");
            long silent = answerAge();
            Await.until("the age grows", () -> answerAge() > silent);
        } finally {
            redis.signal("CONT");
        }
        node.awaitReady();
    }

    @Test
    @DisplayName("A queue of the settings whose key is no list makes the node not ready until it is one")
    void queueOfAnotherTypeMakesNotReady() throws Exception {
        client.set("message_list", "a string");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            node.awaitNotReady();
            assertReason("\"message_list\"");
            client.del("message_list");
            client.lpush("message_list", "now a list");
            node.awaitReady();
            stream.awaitMessages(1);
        }
    }

    @Test
    @DisplayName("A topic of the settings whose key is no stream makes the node not ready until it is one")
    void topicOfAnotherTypeMakesNotReady() throws Exception {
        client.set("chat", "a string");
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=chat")).awaitConnected()) {
            node.awaitNotReady();
            assertReason("The topic \"chat\" is not delivered: its key in Redis does not hold a stream.");
            client.del("chat");
            node.awaitReady();
            stream.awaitPlaced();
            client.xadd("chat", XAddParams.xAddParams(), Map.of("data", "now a stream"));
            stream.awaitMessages(1);
        }
    }

    @Test
    @DisplayName("A node that stops is not ready while it settles and returns")
    void stoppingNodeIsNotReady() throws Exception {
        try (EventStream stuck = StuckBrowser.open(node, "/sse")) {
            StuckBrowser.stuff(client, "message_list");
            node.process().signal("TERM");
            node.awaitNotReady();
            assertReason("stopping");
        }
    }
}
