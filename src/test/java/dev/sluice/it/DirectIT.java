package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.json.JsonMapper;

/** Messages to connections and users on any node, posted and published. */
class DirectIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ADMIN = "a-secret-of-all-operators";
    private static final String NONE = "";

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(
                "--auth-key", Tokens.KEY, "--admin-token", ADMIN, "--node-lease", "5s", "--safety-poll", "1s");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static EventStream open(NodeProcess node, String user) throws Exception {
        String token = Tokens.of(user, 3600, Map.of("sluice", Map.of("read", List.of("chat"))));
        return EventStream.open(node.uri("/sse?topic=chat&token=" + token)).awaitConnected();
    }

    private static String sender(String... users) {
        return Tokens.of("eve", 3600, Map.of("sluice", Map.of("send", List.of(users))));
    }

    private static HttpResponse<String> send(NodeProcess node, String bearer, String query, String body)
            throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return bearer.equals(NONE)
                ? node.post("/direct?" + query, bytes)
                : node.post("/direct?" + query, bytes, "Authorization", "Bearer " + bearer);
    }

    private static String sent(NodeProcess node, String bearer, String query, String body) throws Exception {
        HttpResponse<String> answer = send(node, bearer, query, body);
        return answer.statusCode() + " " + answer.body();
    }

    private static int status(String bearer, String query) throws Exception {
        return send(nodes.node(), bearer, query, "x").statusCode();
    }

    private static void publish(String message) {
        try (Jedis client = nodes.redis().client()) {
            client.publish("sluice:direct", message);
        }
    }

    /** Until the nodes know of each other: a user's connections may be on all of them. */
    private static void awaitBothNodes(NodeProcess asked, String user) throws Exception {
        Await.until(
                "both streams of " + user,
                () -> sent(asked, ADMIN, "user=" + user, "found").equals("200 {\"delivered\":2}"));
    }

    private static List<String> messages(EventStream stream) {
        return stream.messages().stream().filter(data -> !data.equals("found")).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void operatorsSendToConnectionsOnAnyNode(boolean isSameNode) throws Exception {
        NodeProcess asked = isSameNode ? nodes.node() : nodes.other();
        try (EventStream stream = open(nodes.node(), "ann")) {
            assertEquals(
                    "200 {\"delivered\":1}",
                    sent(asked, ADMIN, "connection=" + stream.connectionId() + "&event=note", "a\nb"));
            Await.until(
                    "the event",
                    () -> stream.events().stream()
                            .anyMatch(event -> event.type().equals("note")));
            SpecParser.Event event = stream.events().stream()
                    .filter(one -> one.type().equals("note"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("a\nb", event.data());
        }
    }

    @Test
    void aUserGetsItOnAllNodesOnce() throws Exception {
        try (EventStream one = open(nodes.node(), "bob");
                EventStream other = open(nodes.other(), "bob");
                EventStream carol = open(nodes.other(), "carol")) {
            awaitBothNodes(nodes.node(), "bob");
            String query = "user=bob&user=bob&connection=" + one.connectionId() + "&connection=" + other.connectionId();
            assertEquals("200 {\"delivered\":2}", sent(nodes.node(), ADMIN, query, "for bob"));
            assertEquals("200 {\"delivered\":2}", sent(nodes.other(), sender("bob"), query, "again"));
            for (EventStream stream : List.of(one, other)) {
                Await.until("both", () -> messages(stream).equals(List.of("for bob", "again")));
            }
            assertEquals(List.of(), messages(carol));
        }
    }

    @Test
    void withoutAGrantNobodyLearnsWhoIsThere() throws Exception {
        try (EventStream carol = open(nodes.node(), "carol")) {
            String there = "connection=" + carol.connectionId();
            String gone = there.substring(0, there.length() - 4) + "0000";
            for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
                assertEquals(sent(node, sender("ann"), gone, "x"), sent(node, sender("ann"), there, "x"));
            }
            assertEquals(404, status(sender("ann"), there));
            assertEquals(403, status(sender("ann"), "user=carol"));
            assertEquals(403, status(sender("ann"), "user=nobody"));
            assertEquals(403, status(Tokens.of("eve"), there));
            assertEquals(403, status(Tokens.of("eve"), gone));
            assertEquals(401, status(NONE, there));
            assertEquals(401, status("wrong", gone));
            assertEquals(200, status(sender("carol"), there));
            carol.awaitMessages(1);
            assertEquals(List.of("x"), carol.messages());
        }
    }

    @Test
    void nobodyThereIsTold() throws Exception {
        double before = nodes.node().metric("sluice_direct_undeliverable_total");
        assertEquals(404, status(ADMIN, "user=nobody"));
        nodes.node().awaitMetric("sluice_direct_undeliverable_total", before + 1);
        String ofAGoneNode = "connection=" + "0".repeat(24);
        assertEquals(404, status(ADMIN, ofAGoneNode));
        assertEquals(404, status(sender("*"), ofAGoneNode));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "user=, 400",
        "user=a&event=sluice:x, 400",
        "user=a&event=open, 400",
        "user=a&event=b&event=c, 400",
        "user=a&event=a%0Ab, 400",
        "user=a&channel=b, 400",
        "user=a&token=b&token=c, 400",
        "connection=*, 400",
        "connection=sluice:calls:12345678901, 400"
    })
    void malformedParametersAreRefused(String query, int status) throws Exception {
        assertEquals(status, status(ADMIN, query));
    }

    @Test
    void hostileBodiesAreRefused() throws Exception {
        try (EventStream stream = open(nodes.node(), "dan")) {
            String query = "connection=" + stream.connectionId();
            assertEquals(
                    413,
                    send(nodes.node(), ADMIN, query, "x".repeat((1 << 20) + 1)).statusCode());
            for (byte[] body : List.of(new byte[] {-1}, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})) {
                assertEquals(
                        400,
                        nodes.node()
                                .post("/direct?" + query, body, "Authorization", "Bearer " + ADMIN)
                                .statusCode());
            }
            assertEquals(400, status(ADMIN, "user=a&".repeat(101)));
            String longest = "x".repeat(1 << 20);
            assertEquals("200 {\"delivered\":1}", sent(nodes.other(), ADMIN, query, longest));
            assertEquals(List.of(longest), stream.awaitMessages(1).messages());
        }
    }

    @Test
    void foreignPagesNeedATokenOfTheirOwn() throws Exception {
        try (EventStream stream = open(nodes.node(), "eli")) {
            String path = "/direct?connection=" + stream.connectionId();
            byte[] body = {'x'};
            String[] foreign = {"Sec-Fetch-Site", "cross-site"};
            assertEquals(403, nodes.node().post(path, body, foreign).statusCode());
            for (String token : List.of(ADMIN, sender("eli"))) {
                HttpResponse<String> answer =
                        nodes.node().post(path, body, foreign[0], foreign[1], "Authorization", "Bearer " + token);
                assertEquals(200, answer.statusCode());
                assertFalse(answer.headers()
                        .firstValue("Access-Control-Allow-Origin")
                        .isPresent());
            }
        }
    }

    @Test
    void publishedMessagesArriveInTheirOrder() throws Exception {
        try (EventStream one = open(nodes.node(), "fay");
                EventStream other = open(nodes.other(), "fay")) {
            List<String> numbers =
                    IntStream.range(0, 200).mapToObj(String::valueOf).toList();
            try (Jedis client = nodes.redis().client()) {
                for (String number : numbers) {
                    client.publish("sluice:direct", "{\"user\":\"fay\",\"data\":" + number + "}");
                }
            }
            assertEquals(numbers, one.awaitMessages(200).messages());
            assertEquals(numbers, other.awaitMessages(200).messages());
            publish("{\"connection\":\"" + one.connectionId() + "\",\"data\":{\"a\": 1},\"event\":\"note\"}");
            Await.until(
                    "the note",
                    () -> one.events().stream()
                            .anyMatch(event ->
                                    event.type().equals("note") && event.data().equals("{\"a\":1}")));
            assertTrue(other.events().stream().noneMatch(event -> event.type().equals("note")));
        }
    }

    @Test
    void malformedPublicationsAreSkippedAndCounted() throws Exception {
        double before = nodes.node().metric("sluice_direct_skipped_total");
        try (EventStream stream = open(nodes.node(), "gil")) {
            String frame = "{\"user\":\"gil\",\"data\":\"%s\"}";
            List<String> malformed = List.of(
                    "confidential",
                    "{\"data\":\"x\"}",
                    "{\"user\":\"gil\",\"connection\":\"" + stream.connectionId() + "\",\"data\":\"x\"}",
                    "{\"user\":\"gil\",\"data\":\"x\",\"event\":\"sluice:ended\"}",
                    frame.formatted("\\ud800"),
                    frame.formatted("x".repeat(1 << 20)));
            malformed.forEach(DirectIT::publish);
            publish(frame.formatted("well"));
            assertEquals(List.of("well"), stream.awaitMessages(1).messages());
            nodes.node().awaitMetric("sluice_direct_skipped_total", before + malformed.size());
            nodes.node().awaitLogged("A message on the channel sluice:direct was skipped: it must have either");
            assertEquals(0, nodes.node().logged("confidential"));
        }
    }

    @Test
    void theNodeOfAGoneConnectionCountsIt() throws Exception {
        String gone;
        try (EventStream stream = open(nodes.node(), "hal")) {
            gone = stream.connectionId().substring(0, 8) + "0".repeat(16);
        }
        double before = nodes.node().metric("sluice_direct_undeliverable_total");
        double others = nodes.other().metric("sluice_direct_undeliverable_total");
        publish("{\"connection\":\"" + gone + "\",\"data\":1}");
        nodes.node().awaitMetric("sluice_direct_undeliverable_total", before + 1);
        assertEquals(others, nodes.other().metric("sluice_direct_undeliverable_total"));
    }

    /** With a Redis of their own: for the lease, the others cannot know that the killed node is gone. */
    @Tag("long")
    @Test
    void aKilledNodeLeavesItUnknown() throws Exception {
        try (TwoNodes pair = TwoNodes.start("--auth-key", Tokens.KEY, "--admin-token", ADMIN, "--node-lease", "60s");
                EventStream killed = open(pair.other(), "ida");
                EventStream stays = open(pair.node(), "ida")) {
            awaitBothNodes(pair.node(), "ida");
            pair.other().process().kill();
            for (String bearer : List.of(ADMIN, sender("ida"))) {
                HttpResponse<String> answer = send(pair.node(), bearer, "connection=" + killed.connectionId(), "x");
                assertEquals(503, answer.statusCode(), answer.body());
                assertTrue(answer.headers().firstValue("Retry-After").isPresent());
                assertTrue(answer.body().contains("It is not known if the message arrived"), answer.body());
                for (String query : List.of(
                        "user=ida", "connection=" + killed.connectionId() + "&connection=" + stays.connectionId())) {
                    assertEquals("200 {\"delivered\":1,\"complete\":false}", sent(pair.node(), bearer, query, "x"));
                }
            }
        }
    }

    @Test
    void publishingThatIsOffWinsOverGrants() throws Exception {
        try (NodeProcess off = NodeProcess.start(
                        nodes.redis(), "--auth-key", Tokens.KEY, "--admin-token", ADMIN, "--http-publish", "off");
                EventStream stream = open(off, "joe")) {
            String query = "connection=" + stream.connectionId();
            HttpResponse<String> answer = send(off, sender("joe"), query, "x");
            assertEquals(403, answer.statusCode());
            assertTrue(answer.body().contains("SLUICE_HTTP_PUBLISH"), answer.body());
            assertEquals("200 {\"delivered\":1}", sent(off, ADMIN, query, "x"));
        }
    }

    @Test
    void withoutAccessControlOnlyOperatorsSend() throws Exception {
        try (NodeProcess plain = NodeProcess.start(nodes.redis(), "--http-publish", "on");
                NodeProcess operated = NodeProcess.start(nodes.redis(), "--admin-token", ADMIN)) {
            HttpResponse<String> answer = send(plain, ADMIN, "user=kim", "x");
            assertEquals(403, answer.statusCode());
            assertTrue(answer.body().contains("SLUICE_ADMIN_TOKEN"), answer.body());
            assertEquals(401, send(operated, NONE, "user=kim", "x").statusCode());
            assertEquals(401, send(operated, "wrong", "user=kim", "x").statusCode());
            try (EventStream stream =
                    EventStream.open(operated.uri("/sse?topic=chat")).awaitConnected()) {
                assertEquals(
                        "200 {\"delivered\":1}", sent(operated, ADMIN, "connection=" + stream.connectionId(), "x"));
            }
        }
    }
}
