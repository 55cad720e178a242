package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    private HttpResponse<String> ready() throws Exception {
        return node.get("/health/ready");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void assertReason(String part, HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode());
        JsonNode reasons = json(answer).get("reasons");
        assertEquals(1, reasons.size(), answer.body());
        assertTrue(reasons.get(0).asString().contains(part), answer.body());
        assertTrue(reasons.get(0).asString().endsWith("."), answer.body());
    }

    private static void signal(String signal, String pid) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
    }

    @Test
    void aRedisThatHoldsItsConnectionsAndAnswersNothingMakesNotReadyUntilItAnswers() throws Exception {
        long age = json(ready()).get("lastAnswerAgeMillis").asLong();
        assertTrue(age < 10_000, "age " + age);
        String pid = client.info("server").replaceAll("(?s).*process_id:([0-9]+).*", "$1");
        signal("STOP", pid);
        try {
            Await.until("not ready", () -> ready().statusCode() == 503);
            assertReason("127.0.0.1:" + redis.port() + " cannot be used: it did not answer in time.", ready());
            node.awaitLogged("it did not answer in time (java.net.SocketTimeoutException: Read timed out)");
            assertEquals(200, node.get("/health/live").statusCode(), "Redis is not the node's fault");
            long silent = json(ready()).get("lastAnswerAgeMillis").asLong();
            Await.until(
                    "the age grows",
                    () -> json(ready()).get("lastAnswerAgeMillis").asLong() > silent);
        } finally {
            signal("CONT", pid);
        }
        node.awaitReady();
    }

    @Test
    void aQueueOfTheSettingsWhoseKeyIsNoListMakesNotReadyUntilItIs() throws Exception {
        client.set("message_list", "a string");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            Await.until("not ready", () -> ready().statusCode() == 503);
            assertReason("\"message_list\"", ready());
            client.del("message_list");
            client.lpush("message_list", "now a list");
            node.awaitReady();
            stream.awaitMessages(1);
        }
    }

    @Test
    void aTopicOfTheSettingsWhoseKeyIsNoStreamMakesNotReadyUntilItIs() throws Exception {
        client.set("chat", "a string");
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=chat")).awaitConnected()) {
            Await.until("not ready", () -> ready().statusCode() == 503);
            assertReason("The topic \"chat\" is not delivered: its key in Redis does not hold a stream.", ready());
            client.del("chat");
            node.awaitReady();
            stream.awaitPlaced();
            client.xadd("chat", XAddParams.xAddParams(), Map.of("data", "now a stream"));
            stream.awaitMessages(1);
        }
    }

    @Test
    void aNodeThatStopsIsNotReadyWhileItSettlesAndReturns() throws Exception {
        try (EventStream stuck = EventStream.openUnread(node.uri("/sse"))) {
            node.awaitConnections(1);
            String big = "x".repeat(900_000);
            for (int i = 0; i < 20; i++) {
                client.lpush("message_list", i + big);
            }
            Await.until("a claim", () -> !client.keys("sluice:*processing*").isEmpty());
            signal("TERM", String.valueOf(node.process().pid()));
            Await.until("not ready", () -> ready().statusCode() == 503);
            assertReason("stopping", ready());
        }
    }
}
