package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HeldApplication;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Revocations on two nodes. */
class RevocationIT {
    private static final String KEY = "sluice:{sluice:lifecycle}:revocations";
    private static final String ADMIN = "an-operators-token-of-a-test";
    private static final String HISTORY = "/topics/room/events";

    private static HeldApplication application;
    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        application = HeldApplication.answeringForAnHour("{\"sub\": \"session\", \"read\": [\"room\"]}");
        nodes = TwoNodes.start(
                "--queues",
                "none",
                "--topics",
                "room",
                "--auth-key",
                Tokens.KEY,
                "--auth-url",
                application.uri().toString(),
                "--admin-token",
                ADMIN);
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(nodes, application);
    }

    /** Revokes a user as a script of an operator would; returns the second of the revocation. */
    private static long revoke(Jedis client, String user) {
        List<String> time = client.time();
        client.zadd(KEY, Double.parseDouble(time.get(0)) * 1_000, user);
        return Long.parseLong(time.get(0));
    }

    private static String token(String user, long issued) {
        return Tokens.of(user, 3600, Map.of("iat", issued, "sluice", Map.of("read", List.of("room"))));
    }

    private static HttpResponse<String> read(NodeProcess node, String token) throws Exception {
        return node.get(HISTORY, "Authorization", "Bearer " + token);
    }

    private static void awaitRefused(NodeProcess node, String token) throws Exception {
        Await.until("the refusal of a revoked token", () -> {
            HttpResponse<String> answer = read(node, token);
            return answer.statusCode() == 401 && answer.body().contains("The token of this user was revoked");
        });
    }

    private static long second() {
        return Long.parseLong(nodes.client().time().get(0));
    }

    @Test
    void allNodesRefuseTokensFromBefore() throws Exception {
        String token = token("ann", second());
        String timeless = Tokens.of("ann", 3600, Map.of("sluice", Map.of("read", List.of("room"))));
        String another = token("bert", second());
        assertEquals(200, read(nodes.node(), token).statusCode());
        assertEquals(200, read(nodes.other(), timeless).statusCode());
        long revoked = revoke(nodes.client(), "ann");
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            awaitRefused(node, token);
            awaitRefused(node, timeless);
            assertEquals(200, read(node, token("ann", revoked + 1)).statusCode());
            assertEquals(200, read(node, another).statusCode());
            assertEquals(401, node.get("/sse?topic=room&token=" + token).statusCode());
            assertEquals(
                    401,
                    node.post("/renew?connection=x", new byte[0], "Authorization", "Bearer " + token)
                            .statusCode());
        }
    }

    @Test
    void openStreamsOfRevokedTokensEnd() throws Exception {
        String token = token("carla", second());
        try (EventStream stream = EventStream.open(nodes.other().uri("/sse?topic=room&token=" + token))
                .awaitConnected()) {
            long revoked = revoke(nodes.client(), "carla");
            try (EventStream newer = EventStream.open(
                            nodes.other().uri("/sse?topic=room&token=" + token("carla", revoked + 1)))
                    .awaitConnected()) {
                Await.until("the end of the stream", stream::isEnded);
                assertTrue(stream.events().stream()
                        .anyMatch(event -> event.type().equals("sluice:ended")
                                && event.data().equals("{\"reason\":\"revoked\"}")));
                assertFalse(newer.isEnded(), "its token is newer");
            }
        }
    }

    @Test
    void operatorsRevokeOverHttp() throws Exception {
        String token = token("ed", second());
        try (EventStream stream = EventStream.open(nodes.other().uri("/sse?topic=room&token=" + token))
                .awaitConnected()) {
            HttpRequest revocation = HttpRequest.newBuilder(nodes.node().uri("/connections?user=ed&revoke"))
                    .header("Authorization", "Bearer " + ADMIN)
                    .DELETE()
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(revocation, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(401, read(nodes.node(), token).statusCode(), "at once on the node that was asked");
            awaitRefused(nodes.other(), token);
            Await.until("the end of the stream", stream::isEnded);
        }
    }

    @Tag("long")
    @Test
    void restartedNodesAndEmptyRedisRemember() throws Exception {
        String token = token("dora", second());
        double score = revoke(nodes.client(), "dora") * 1_000.0;
        awaitRefused(nodes.node(), token);
        nodes.node().restart();
        nodes.node().awaitReady();
        awaitRefused(nodes.node(), token);
        nodes.client().flushAll();
        Await.until("the revocation in Redis again", () -> nodes.client().zscore(KEY, "dora") != null);
        assertEquals(score, nodes.client().zscore(KEY, "dora"));
        nodes.other().restart();
        nodes.other().awaitReady();
        awaitRefused(nodes.other(), token);
    }

    @Test
    void keptAnswersOfTheApplicationAreDropped() throws Exception {
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            assertEquals(200, node.get(HISTORY, "Cookie", "known=1").statusCode());
        }
        int before = application.requests();
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            assertEquals(200, node.get(HISTORY, "Cookie", "known=1").statusCode());
        }
        assertEquals(before, application.requests(), "kept");
        revoke(nodes.client(), "session");
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            int asked = application.requests();
            Await.until("the application to be asked again", () -> {
                node.get(HISTORY, "Cookie", "known=1");
                return application.requests() > asked;
            });
        }
    }

    @Test
    void aNodeWithoutRedisWarns() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded()) {
            redis.stop();
            try (NodeProcess node = NodeProcess.start(redis, "--auth-key", Tokens.KEY)) {
                Await.until(
                        "a warning",
                        () -> node.readiness().warnings().stream()
                                .anyMatch(warning ->
                                        warning.startsWith("This node may not know all revocations of tokens")));
                redis.start();
                Await.until("no warning", () -> node.readiness().warnings().isEmpty());
            }
        }
    }

    @Test
    void aForbiddenKeyIsOnlyAWarning() throws Exception {
        try (RedisProcess redis = RedisProcess.installed(
                        "--user",
                        "sluice",
                        "on",
                        "nopass",
                        "~message_list",
                        "~sluice:{sluice:nodes}*",
                        "~sluice:{m*",
                        "&*",
                        "+@all");
                NodeProcess node = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://sluice:any@127.0.0.1:" + redis.port()),
                        "--auth-key",
                        Tokens.KEY)) {
            node.awaitReady();
            Await.until(
                    "a warning",
                    () -> node.readiness().warnings().stream()
                            .anyMatch(warning -> warning.contains("NOPERM") || warning.contains("permission")));
            assertEquals(1, node.logged("This node may not know all revocations of tokens"), "once");
            assertTrue(node.readiness().isReady());
        }
    }
}
