package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.EventStream;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access control with tokens: who may take, read and publish. */
class AccessIT {
    private static final String ADMIN = "a secret of all operators";

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(
                "--queues",
                "inbox:*,jobs",
                "--topics",
                "orders:*,news",
                "--auth-key",
                Tokens.KEY,
                "--grant-take",
                "inbox:{sub}",
                "--grant-read",
                "orders:{sub}",
                "--grant-publish",
                "orders:{sub}",
                "--anonymous-read",
                "news",
                "--admin-token",
                ADMIN.replace(' ', '-'),
                "--metrics-token",
                "figures");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return nodes.node().get(path, headers);
    }

    private static HttpResponse<String> post(String path, String... headers) throws Exception {
        return nodes.node().post(path, "text".getBytes(StandardCharsets.UTF_8), headers);
    }

    @ParameterizedTest
    @CsvSource({
        "/sse?queue=inbox:ann, ann, 200",
        "/sse?queue=inbox:ann, bob, 403",
        "/sse?queue=inbox:ann, , 401",
        "/sse?queue=jobs, ann, 403",
        "/sse?queue=inbox:ann&queue=inbox:bob, ann, 403",
        "/sse?topic=orders:ann, ann, 200",
        "/sse?topic=orders:ann, bob, 403",
        "/sse?topic=news, , 200",
        "/sse?topic=news&topic=orders:ann, , 401",
        "/sse?queue=unknown, ann, 403",
        "/topics/orders:ann/events, ann, 200",
        "/topics/orders:ann/events, bob, 403",
        "/topics/orders:ann/events, , 401",
        "/topics/news/events, , 200",
    })
    void aChannelNeedsItsGrant(String path, String user, int status) throws Exception {
        String token = user == null ? "" : (path.contains("?") ? "&" : "?") + "token=" + Tokens.of(user);
        if (path.startsWith("/sse")) {
            assertEquals(status, nodes.node().head(path + token).statusCode());
        } else {
            assertEquals(status, get(path + token).statusCode());
        }
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        HttpResponse<String> answer = get("/sse?queue=inbox:ann");
        assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
        assertTrue(answer.body().contains("inbox:ann"), answer.body());
        String expired = Tokens.of("ann", -1, Map.of());
        assertTrue(get("/sse?queue=inbox:ann&token=" + expired).body().contains("expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "parameter", "cookie"})
    void aTokenMayComeInThreePlaces(String place) throws Exception {
        String token = Tokens.of("ann");
        String path = "/topics/orders:ann/events";
        assertEquals(
                200,
                switch (place) {
                    case "header" ->
                        get(path, "Authorization", "Bearer " + token).statusCode();
                    case "parameter" -> get(path + "?token=" + token).statusCode();
                    default -> get(path, "Cookie", "a=b; sluice_token=" + token).statusCode();
                });
    }

    @Test
    void onlyTheFirstTokenIsLookedAt() throws Exception {
        String path = "/topics/orders:ann/events?token=";
        String bob = "Bearer " + Tokens.of("bob");
        assertEquals(403, get(path + Tokens.of("ann"), "Authorization", bob).statusCode());
        assertEquals(
                401,
                get(path + "wrong", "Cookie", "sluice_token=" + Tokens.of("ann"))
                        .statusCode());
        assertEquals(
                200, get(path + Tokens.of("ann"), "Authorization", "Basic YTpi").statusCode());
        assertEquals(
                400, get(path + Tokens.of("ann") + "&token=" + Tokens.of("ann")).statusCode());
    }

    @Test
    void invalidCookiesCountAsNoneIfEverybodyMay() throws Exception {
        assertEquals(
                200, get("/topics/news/events", "Cookie", "sluice_token=wrong").statusCode());
        assertEquals(401, get("/topics/news/events?token=wrong").statusCode());
        assertEquals(
                401,
                get("/topics/orders:ann/events", "Cookie", "sluice_token=wrong").statusCode());
    }

    @Test
    void onlyWhoMayPublishDoes() throws Exception {
        assertEquals(401, post("/topics/orders:ann").statusCode());
        assertEquals(403, post("/topics/orders:ann?token=" + Tokens.of("bob")).statusCode());
        assertEquals(201, post("/topics/orders:ann?token=" + Tokens.of("ann")).statusCode());
        assertEquals(403, post("/queues/inbox:zoe?token=" + Tokens.of("ann")).statusCode());
        assertEquals(0, nodes.client().llen("inbox:zoe"));
    }

    @Test
    void foreignPagesPublishWithTheirOwnTokensOnly() throws Exception {
        String token = Tokens.of("ann");
        String cookie = "sluice_token=" + token;
        String[] foreign = {"Origin", "https://evil.example", "Cookie", cookie};
        assertEquals(403, post("/topics/orders:ann", foreign).statusCode());
        assertEquals(403, post("/topics/orders:ann", "Cookie", cookie).statusCode());
        assertEquals(
                403,
                post("/topics/orders:ann?token=" + Tokens.of("bob"), foreign).statusCode());
        assertEquals(
                201,
                post("/topics/orders:ann", "Origin", "https://evil.example", "Authorization", "Bearer " + token)
                        .statusCode());
        assertEquals(
                201,
                post("/topics/orders:ann", "Sec-Fetch-Site", "same-origin", "Cookie", cookie)
                        .statusCode());
    }

    @Test
    void eachUserGetsTheirOwnMessages() throws Exception {
        try (EventStream ann = open("inbox:ann", Tokens.of("ann"));
                EventStream bob = open("inbox:bob", Tokens.of("bob"))) {
            nodes.client().lpush("inbox:ann", "for ann");
            nodes.client().lpush("inbox:bob", "for bob");
            assertEquals(List.of("for ann"), ann.awaitMessages(1).messages());
            assertEquals(List.of("for bob"), bob.awaitMessages(1).messages());
        }
    }

    private static EventStream open(String queue, String token) throws Exception {
        return EventStream.open(nodes.node().uri("/sse?queue=" + queue + "&token=" + token))
                .awaitConnected();
    }

    @Test
    void operatorsNeedTheirTokens() throws Exception {
        assertEquals(401, get("/metrics").statusCode());
        assertEquals(200, get("/metrics", "Authorization", "Bearer figures").statusCode());
        assertEquals(401, get("/connections").statusCode());
        assertEquals(
                401,
                get("/admin/", "Authorization", "Bearer " + Tokens.of("ann")).statusCode());
        assertEquals(401, get("/admin/?token=" + ADMIN.replace(' ', '-')).statusCode());
    }

    @Test
    void noTokenIsLogged() throws Exception {
        String token = Tokens.of("eve");
        get("/sse?queue=inbox:ann&token=" + token);
        get("/topics/orders:ann/events", "Authorization", "Bearer " + token + "x");
        assertEquals(0, nodes.node().logged(token.substring(token.lastIndexOf('.'))));
        assertEquals(0, nodes.node().logged(Tokens.KEY));
    }
}
