package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams whose access ends, and their renewal on any node. */
class RenewIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(
                "--queues",
                "inbox:*",
                "--auth-key",
                Tokens.KEY,
                "--queue-ack",
                "client",
                "--queue-visibility-timeout",
                "10m");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static String token(long seconds, String... take) {
        return Tokens.of("ann", seconds, Map.of("sluice", Map.of("take", List.of(take))));
    }

    private static EventStream open(String token, String... queues) throws Exception {
        return EventStream.open(nodes.node().uri("/sse?token=" + token + "&queue=" + String.join("&queue=", queues)))
                .awaitConnected();
    }

    private static SpecParser.Event event(EventStream stream, String type) throws Exception {
        Await.until(
                "an event " + type,
                () -> stream.events().stream().anyMatch(event -> event.type().equals(type)));
        return stream.events().stream()
                .filter(event -> event.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> renew(NodeProcess node, String connection, String token) throws Exception {
        return node.post("/renew?connection=" + connection, new byte[0], "Authorization", "Bearer " + token);
    }

    @Test
    void anExpiredTokenEndsItsStream() throws Exception {
        double before = nodes.node().metric("sluice_streams_expired_total");
        try (EventStream stream = open(token(2, "inbox:1"), "inbox:1");
                EventStream other = open(token(60, "inbox:1"), "inbox:1")) {
            event(stream, "sluice:expiring");
            nodes.client().lpush("inbox:1", "a", "b");
            stream.awaitMessages(1);
            other.awaitMessages(1);
            assertEquals(
                    "{\"reason\":\"expired\"}", event(stream, "sluice:ended").data());
            Await.until("the end", stream::isEnded);
            // The other is free for the message that the first one had not confirmed.
            String id = other.events().stream()
                    .filter(event -> event.type().equals("message"))
                    .findFirst()
                    .orElseThrow()
                    .lastEventId();
            assertEquals(204, nodes.node().post("/ack?id=" + id, new byte[0]).statusCode());
            other.awaitMessages(2);
            nodes.node().awaitMetric("sluice_streams_expired_total", before + 1);
        }
    }

    @Test
    void renewalExtendsAStreamFromAnotherNode() throws Exception {
        renewAndOutlive(nodes.other());
    }

    @Tag("long")
    @Test
    void renewalExtendsAStreamFromItsNode() throws Exception {
        renewAndOutlive(nodes.node());
    }

    /** A stream outlives its first token if it is renewed through this node. */
    private static void renewAndOutlive(NodeProcess renewing) throws Exception {
        try (EventStream stream = open(token(3, "inbox:2"), "inbox:2")) {
            event(stream, "sluice:expiring");
            HttpResponse<String> answer = renew(renewing, stream.connectionId(), token(600, "inbox:2"));
            assertEquals(200, answer.statusCode(), answer.body());
            JsonNode body = JSON.readTree(answer.body());
            assertTrue(body.get("expires").asLong() > 0);
            Thread.sleep(3500);
            assertFalse(stream.isEnded());
            nodes.client().lpush("inbox:2", "still here");
            assertEquals(List.of("still here"), stream.awaitMessages(1).messages());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsGrantedNoLongerLeavesTheStream(boolean isSameNode) throws Exception {
        try (EventStream stream = open(token(60, "inbox:3", "inbox:4"), "inbox:3", "inbox:4")) {
            HttpResponse<String> answer =
                    renew(isSameNode ? nodes.node() : nodes.other(), stream.connectionId(), token(60, "inbox:4"));
            assertEquals(
                    "[\"inbox:3\"]", JSON.readTree(answer.body()).get("dropped").toString());
            nodes.client().lpush("inbox:3", "kept");
            nodes.client().lpush("inbox:4", "taken");
            assertEquals(List.of("taken"), stream.awaitMessages(1).messages());
            Thread.sleep(500);
            assertEquals(1, nodes.client().llen("inbox:3"));
            nodes.client().del("inbox:3");
        }
    }

    @Test
    void aStreamWithoutGrantsEnds() throws Exception {
        try (EventStream stream = open(token(60, "inbox:5"), "inbox:5")) {
            assertEquals(
                    403,
                    renew(nodes.node(), stream.connectionId(), token(60, "inbox:6"))
                            .statusCode());
            assertEquals(
                    "{\"reason\":\"not-granted\"}",
                    event(stream, "sluice:ended").data());
            Await.until("the end", stream::isEnded);
        }
    }

    @Test
    void aForbiddenChannelCostsRenewalElsewhereOnly() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client()) {
            client.aclSetUser("default", "resetchannels", "&__redis__:invalidate");
            try (NodeProcess node = NodeProcess.start(redis, "--queues", "inbox:*", "--auth-key", Tokens.KEY)) {
                node.awaitReady();
                Await.until("a warning", () -> node.get("/health/ready").body().contains("sluice:calls:"));
                node.awaitReady();
                try (EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:1&token=" + token(60, "inbox:1")))
                        .awaitConnected()) {
                    assertEquals(
                            200,
                            renew(node, stream.connectionId(), token(60, "inbox:1"))
                                    .statusCode());
                    try (NodeProcess other = NodeProcess.start(redis, "--queues", "inbox:*", "--auth-key", Tokens.KEY);
                            EventStream there =
                                    EventStream.open(other.uri("/sse?queue=inbox:1&token=" + token(60, "inbox:1")))) {
                        String id = there.connectionId();
                        Await.until(
                                "its record",
                                () -> client.hexists("sluice:{sluice:lifecycle}:node:" + id.substring(0, 8), id));
                        assertEquals(503, renew(node, id, token(60, "inbox:1")).statusCode());
                    }
                    assertEquals(
                            404,
                            renew(node, "NoSuch00" + stream.connectionId().substring(8), token(60))
                                    .statusCode());
                }
            }
        }
    }

    @Test
    void strangersRenewNothing() throws Exception {
        try (EventStream stream = open(token(60, "inbox:7"), "inbox:7")) {
            String bob = Tokens.of("bob", 60, Map.of("sluice", Map.of("take", List.of("inbox:7"))));
            assertEquals(403, renew(nodes.node(), stream.connectionId(), bob).statusCode());
            assertEquals(403, renew(nodes.other(), stream.connectionId(), bob).statusCode());
            assertEquals(
                    401, renew(nodes.node(), stream.connectionId(), "wrong").statusCode());
            assertEquals(
                    404,
                    renew(nodes.node(), stream.connectionId() + "x", token(60)).statusCode());
            assertEquals(
                    404,
                    renew(nodes.other(), stream.connectionId() + "x", token(60)).statusCode());
            assertEquals(400, nodes.node().post("/renew", new byte[0]).statusCode());
            assertFalse(stream.isEnded());
        }
    }
}
