package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HeardMessages;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of the connections of all nodes, and how they end them. */
class ConnectionsIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ADMIN = "a-secret-of-all-operators";
    private static final String[] OPTIONS = {
        "--auth-key", Tokens.KEY, "--admin-token", ADMIN, "--queues", "inbox:*", "--topics", "chat,room:*"
    };

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(OPTIONS);
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static EventStream open(NodeProcess node, String user, String channels) throws Exception {
        Map<String, Object> grants = Map.of("take", List.of("inbox:*"), "read", List.of("chat", "room:*"));
        String token = Tokens.of(user, 3600, Map.of("sluice", grants));
        return EventStream.open(node.uri("/sse?" + channels + "&token=" + token))
                .awaitConnected();
    }

    private static JsonNode connected(EventStream stream) {
        return JSON.readTree(stream.events().get(0).data());
    }

    private static String id(EventStream stream) {
        return connected(stream).get("connection").asString();
    }

    private static HttpResponse<String> ask(NodeProcess node, String method, String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.uri("/connections?" + query))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + ADMIN)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode list(String query) throws Exception {
        HttpResponse<String> answer = ask(nodes.node(), "GET", query);
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    private static Set<String> ids(JsonNode page) {
        Set<String> ids = new HashSet<>();
        page.get("connections").forEach(one -> ids.add(one.get("id").asString()));
        return ids;
    }

    private static void awaitListed(String query, Set<String> ids) throws Exception {
        Await.until("the connections of " + query, () -> ids(list(query)).equals(ids));
    }

    private static String end(String query) throws Exception {
        HttpResponse<String> answer = ask(nodes.node(), "DELETE", query);
        return answer.statusCode() + " " + answer.body();
    }

    private static void awaitEnded(EventStream stream) throws Exception {
        Await.until("the end", stream::isEnded);
        assertTrue(stream.events().stream()
                .anyMatch(event ->
                        event.type().equals("sluice:ended") && event.data().equals("{\"reason\":\"ended\"}")));
    }

    @Test
    void conditionsOfALaterVersionEndNothing() throws Exception {
        try (EventStream ann = open(nodes.node(), "ann", "topic=chat")) {
            String calls = "sluice:calls:" + id(ann).substring(0, 8);
            String call = "{\"id\":\"%s\",\"from\":\"later\",\"body\":{\"do\":\"end\",%s}}";
            nodes.client().publish(calls, call.formatted("1", "\"since\":\"noon\""));
            nodes.client().publish(calls, call.formatted("2", "\"user\":\"bob\",\"since\":\"noon\""));
            try (EventStream bob = open(nodes.node(), "bob", "topic=chat")) {
                nodes.client().publish(calls, call.formatted("3", "\"user\":\"bob\""));
                awaitEnded(bob); // as is everything before it
            }
            assertFalse(ann.isEnded());
        }
    }

    @Test
    @DisplayName("A node that does not know a condition does not say how many streams a message reached")
    void conditionsOfALaterVersionAreNotAnswered() throws Exception {
        try (EventStream ann = open(nodes.node(), "ann", "topic=chat");
                HeardMessages later = HeardMessages.of(nodes.redis(), "sluice:calls:later")) {
            String calls = "sluice:calls:" + id(ann).substring(0, 8);
            String call = "{\"id\":\"1\",\"from\":\"later\",\"body\":{\"do\":\"send\",\"data\":\"hello\",\"to\":%s}}";
            nodes.client().publish(calls, call.formatted("[{\"user\":\"ann\"}]"));
            assertTrue(later.next().contains("\"streams\":1"));
            nodes.client().publish(calls, call.formatted("[{\"user\":\"ann\"},{\"user\":\"bob\",\"since\":\"noon\"}]"));
            assertFalse(later.next().contains("streams"));
            Await.until("both messages", () -> ann.messages().equals(List.of("hello", "hello")));
        }
    }

    @Test
    void operatorsSeeWhoIsConnectedToAllNodes() throws Exception {
        try (EventStream ann = open(nodes.node(), "ann", "queue=inbox:1&topic=chat&as=Ann");
                EventStream bob = open(nodes.other(), "bob", "topic=chat")) {
            awaitListed("channel=chat", Set.of(id(ann), id(bob)));
            awaitListed("user=ann", Set.of(id(ann)));
            awaitListed("id=" + id(bob), Set.of(id(bob)));
            awaitListed("user=ann&channel=room:1", Set.of());
            awaitListed("node=" + id(bob).substring(0, 8), Set.of(id(bob)));
            JsonNode page = list("user=ann");
            assertTrue(page.get("next").isNull(), page.toString());
            JsonNode entry = page.get("connections").get(0);
            assertEquals(id(ann).substring(0, 8), entry.get("node").asString());
            assertEquals("ann", entry.get("user").asString());
            assertEquals("Ann", entry.get("as").asString());
            assertTrue(entry.get("since").asLong() > 1_700_000_000_000L, entry.toString());
            assertEquals("[\"inbox:1\"]", entry.get("queues").toString());
            assertEquals("[\"chat\"]", entry.get("topics").toString());
        }
    }

    @Test
    void pagesHaveAllConnections() throws Exception {
        try (EventStream one = open(nodes.node(), "cat", "topic=room:2");
                EventStream two = open(nodes.node(), "cat", "topic=room:2");
                EventStream three = open(nodes.other(), "cat", "topic=room:2")) {
            Set<String> all = Set.of(id(one), id(two), id(three));
            awaitListed("user=cat", all);
            Set<String> found = new HashSet<>();
            JsonNode page = list("user=cat&limit=1");
            for (int pages = 1; ; pages++) {
                assertTrue(page.get("connections").size() <= 1 && pages < 20, page.toString());
                found.addAll(ids(page));
                if (page.get("next").isNull()) {
                    break;
                }
                page = list("user=cat&limit=1&after=" + page.get("next").asString());
            }
            assertEquals(all, found);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "after=x!",
                "id=short",
                "node=*",
                "user=",
                "token=a",
                "revoke"
            })
    void malformedQuestionsAreRefused(String query) throws Exception {
        assertEquals(400, ask(nodes.node(), "GET", query).statusCode());
    }

    @Test
    void onlyOperatorsAsk() throws Exception {
        assertEquals(401, nodes.node().get("/connections").statusCode());
        assertEquals(
                401,
                nodes.node()
                        .get("/connections", "Authorization", "Bearer " + Tokens.of("ann"))
                        .statusCode());
        assertEquals(401, nodes.node().get("/connections?token=" + ADMIN).statusCode());
    }

    @Test
    void streamsEndOnAllNodes() throws Exception {
        try (EventStream one = open(nodes.node(), "dan", "queue=inbox:3");
                EventStream other = open(nodes.other(), "dan", "topic=room:3");
                EventStream eve = open(nodes.other(), "eve", "topic=room:3")) {
            awaitListed("user=dan", Set.of(id(one), id(other)));
            assertEquals("200 {\"ended\":1}", end("user=dan&channel=inbox:3"));
            awaitEnded(one);
            assertFalse(other.isEnded());
            assertEquals("200 {\"ended\":1}", end("user=dan"));
            awaitEnded(other);
            assertEquals("200 {\"ended\":0}", end("user=dan"));
            assertEquals("200 {\"ended\":1}", end("id=" + id(eve)));
            awaitEnded(eve);
            awaitListed("channel=room:3", Set.of());
        }
    }

    @Test
    void channelAndNodeSelectStreams() throws Exception {
        try (EventStream one = open(nodes.node(), "fay", "topic=room:4");
                EventStream other = open(nodes.other(), "gil", "topic=room:4")) {
            awaitListed("channel=room:4", Set.of(id(one), id(other)));
            assertEquals(
                    "200 {\"ended\":1}", end("channel=room:4&node=" + id(other).substring(0, 8)));
            awaitEnded(other);
            assertFalse(one.isEnded());
            assertEquals("200 {\"ended\":1}", end("channel=room:4"));
            awaitEnded(one);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user=",
                "id=short",
                "node=short",
                "limit=1&user=a",
                "revoke",
                "revoke&id=abc",
                "user=a&revoke=2"
            })
    void malformedEndsAreRefused(String query) throws Exception {
        assertTrue(end(query).startsWith("400 "), query);
    }

    @Tag("long")
    @Test
    void aKilledNodeLeavesTheEndIncomplete() throws Exception {
        try (NodeProcess third = NodeProcess.start(nodes.redis(), OPTIONS);
                EventStream killed = open(third, "hal", "topic=room:5");
                EventStream stays = open(nodes.other(), "hal", "topic=room:5")) {
            awaitListed("user=hal", Set.of(id(killed), id(stays)));
            third.process().kill();
            assertEquals("200 {\"ended\":1,\"complete\":false}", end("user=hal"));
            awaitEnded(stays);
            awaitListed("user=hal", Set.of());
        }
    }
}
