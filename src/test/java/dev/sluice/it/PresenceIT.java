package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who has a topic, as any node tells it. */
class PresenceIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(
                "--auth-key",
                Tokens.KEY,
                "--topics",
                "chat,room:*",
                "--pubsub-topics",
                "live",
                "--presence",
                "room:*,live");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static String token(String user, String... read) {
        return Tokens.of(user, 3600, Map.of("sluice", Map.of("read", List.of(read))));
    }

    private static EventStream open(NodeProcess node, String user, String query) throws Exception {
        return EventStream.open(node.uri("/sse?" + query + "&token=" + token(user, "room:*", "live")))
                .awaitConnected();
    }

    private static HttpResponse<String> ask(String topic, String query) throws Exception {
        return nodes.other().get("/topics/" + topic + "/presence?" + query);
    }

    private static JsonNode presence(String topic, String limit) throws Exception {
        HttpResponse<String> answer = ask(topic, limit + "&token=" + token("any", topic));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
        return JSON.readTree(answer.body());
    }

    private static Set<String> persons(JsonNode presence) {
        Set<String> texts = new TreeSet<>();
        presence.get("users").forEach(person -> texts.add(person.toString()));
        return texts;
    }

    @Test
    void personsOfAllNodesAreToldOnce() throws Exception {
        try (EventStream tab = open(nodes.node(), "ann", "topic=room:1&as=Ann");
                EventStream otherTab = open(nodes.other(), "ann", "topic=room:1&as=Ann");
                EventStream bob = open(nodes.other(), "bob", "topic=room:1&topic=live")) {
            Await.until("three", () -> presence("room:1", "").get("connections").asInt() == 3);
            JsonNode told = presence("room:1", "");
            assertEquals(Set.of("{\"user\":\"ann\",\"as\":\"Ann\"}", "{\"user\":\"bob\"}"), persons(told));
            assertEquals(0, told.get("more").asInt());
            JsonNode one = presence("room:1", "limit=1");
            assertEquals(1, one.get("users").size());
            assertEquals(1, one.get("more").asInt());
            assertEquals(2, presence("room:1", "limit=0").get("more").asInt());
            Await.until("bob", () -> persons(presence("live", "")).equals(Set.of("{\"user\":\"bob\"}")));
            tab.close();
            otherTab.close();
            Await.until("bob alone", () -> persons(presence("room:1", "")).equals(Set.of("{\"user\":\"bob\"}")));
            assertEquals(1, presence("room:1", "").get("connections").asInt());
        }
    }

    @Test
    void anEmptyTopicHasNobody() throws Exception {
        assertEquals(
                "{\"connections\":0,\"users\":[],\"more\":0}",
                presence("room:empty", "").toString());
    }

    @Test
    void whatIsNotToldNamesTheSetting() throws Exception {
        HttpResponse<String> answer = ask("chat", "token=" + token("ann", "chat"));
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("SLUICE_PRESENCE"), answer.body());
    }

    @Test
    void onlyReadersOfTheTopicAreTold() throws Exception {
        assertEquals(401, ask("room:2", "").statusCode());
        assertEquals(403, ask("room:2", "token=" + token("ann", "room:3")).statusCode());
        assertEquals(403, ask("other", "token=" + token("ann", "other")).statusCode());
    }

    @Test
    void malformedQuestionsAreRefused() throws Exception {
        for (String query : List.of("limit=-1", "limit=1001", "limit=x", "limit=", "limit=1&limit=2", "users=1")) {
            assertEquals(
                    400,
                    ask("room:2", query + "&token=" + token("ann", "room:2")).statusCode(),
                    query);
        }
        assertEquals(400, ask("room:*", "token=" + token("ann", "room:2")).statusCode());
    }
}
