package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SpecParser;
import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.TwoNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** Stream topics over two nodes. */
class TopicIT {
    private static final String[] OPTIONS = {"--topics", "chat,news:*", "--queues", "message_list"};

    private static TwoNodes both;
    private static NodeProcess node;
    private static NodeProcess other;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        both = TwoNodes.start(OPTIONS);
        node = both.node();
        other = both.other();
        client = both.client();
    }

    @AfterAll
    static void stop() throws Exception {
        both.close();
    }

    @BeforeEach
    void empty() {
        client.del("chat", "news:a", "news:b", "news:own", "news:old", "message_list");
    }

    private static String add(String topic, String data) {
        return client.xadd(topic, StreamEntryID.NEW_ENTRY, Map.of("data", data)).toString();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
    }

    /** One that has its place in each topic, so that it gets what is published from now on. */
    private static EventStream open(NodeProcess at, String path, String... headers) throws Exception {
        return EventStream.open(at.uri(path), headers).awaitPlaced();
    }

    private static String lastId(EventStream stream) {
        List<SpecParser.Event> events = stream.parser().events();
        return events.get(events.size() - 1).lastEventId();
    }

    @Test
    @DisplayName("Every subscriber on every node gets every event in order, with the stream's id")
    void subscribersGetAllEventsWithTheirIds() throws Exception {
        try (EventStream here = open(node, "/sse?topic=chat");
                EventStream there = open(other, "/sse?topic=chat")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ids.add(add("chat", "e" + i));
            }
            for (EventStream stream : List.of(here, there)) {
                stream.awaitMessages(100);
                assertEquals(texts(0, 100), stream.messages());
                assertEquals(
                        ids,
                        stream.parser().events().stream()
                                .filter(event -> event.type().equals("message"))
                                .map(SpecParser.Event::lastEventId)
                                .toList());
            }
        }
    }

    @Test
    void reconnectToAnotherNodeMissesNothing() throws Exception {
        String last;
        try (EventStream first = open(node, "/sse?topic=chat")) {
            texts(0, 5).forEach(text -> add("chat", text));
            first.awaitMessages(5);
            last = lastId(first);
        }
        texts(5, 2_000).forEach(text -> add("chat", text));
        try (EventStream second = open(other, "/sse?topic=chat", "Last-Event-ID: " + last)) {
            second.awaitMessages(1_995);
            texts(2_000, 2_010).forEach(text -> add("chat", text));
            second.awaitMessages(2_005);
            assertEquals(texts(5, 2_010), second.messages());
        }
    }

    @Test
    void cutBeforeTheFirstEventMissesNothing() throws Exception {
        add("chat", "old");
        try (EventStream first = open(node, "/sse?topic=chat")) {
            String place = first.parser().lastEventId();
            add("chat", "new");
            try (EventStream second = open(other, "/sse?topic=chat", "Last-Event-ID: " + place)) {
                second.awaitMessages(1);
                assertEquals(List.of("new"), second.messages());
            }
        }
    }

    @Test
    void aFirstLoadChoosesWhereItBegins() throws Exception {
        List<String> ids = new ArrayList<>();
        texts(0, 50).forEach(text -> ids.add(add("chat", text)));
        try (EventStream newest = EventStream.open(node.uri("/sse?topic=chat&last=20"));
                EventStream after = EventStream.open(node.uri("/sse?topic=chat&after=" + ids.get(9)));
                EventStream all = EventStream.open(node.uri("/sse?topic=chat&last=1000"))) {
            newest.awaitMessages(20);
            after.awaitMessages(40);
            all.awaitMessages(50);
            assertEquals(texts(30, 50), newest.messages());
            assertEquals(texts(10, 50), after.messages());
            assertEquals(texts(0, 50), all.messages());
        }
        assertEquals(400, node.get("/sse?topic=chat&last=many").statusCode());
        assertEquals(400, node.get("/sse?topic=chat&after=yesterday").statusCode());
        assertEquals(403, node.get("/sse?topic=secret").statusCode());
    }

    @Test
    @DisplayName("A browser that comes from behind the last possible id is told so and goes on")
    void impossibleLastIdIsToldAsAGap() throws Exception {
        add("chat", "e0");
        String path = "/sse?topic=chat&after=18446744073709551615-18446744073709551615";
        try (EventStream stream = open(node, path)) {
            stream.awaitMessages(1);
            add("chat", "e1");
            stream.awaitMessages(2);
            assertEquals(texts(0, 2), stream.messages());
            assertTrue(stream.parser().events().stream()
                    .anyMatch(event -> event.type().equals("sluice:gap")));
        }
    }

    @Test
    void sharedConnectionResumesAllChannels() throws Exception {
        String path = "/sse?topic=news:a&topic=news:b&queue=message_list";
        String last;
        try (EventStream first = open(node, path)) {
            add("news:a", "a1");
            first.awaitMessages(1);
            add("news:b", "b1");
            first.awaitMessages(2);
            client.lpush("message_list", "q1");
            first.awaitMessages(3);
            assertEquals(List.of("a1", "b1", "q1"), first.messages());
            last = lastId(first);
            assertTrue(last.length() <= 128, last);
            Claims.awaitSettled(client);
        }
        add("news:b", "b2");
        add("news:a", "a2");
        try (EventStream second = open(other, path, "Last-Event-ID: " + last)) {
            second.awaitMessages(2);
            client.lpush("message_list", "q2");
            second.awaitMessages(3);
            assertEquals(
                    List.of("a2", "b2", "q2"),
                    second.messages().stream().sorted().toList());
        }
    }

    @Test
    @DisplayName("A browser is told if its place has fallen off the history")
    void tellsThatAPlaceIsGone() throws Exception {
        String lost = add("chat", "e0");
        texts(1, 10).forEach(text -> add("chat", text));
        client.xtrim("chat", 3, false);
        try (EventStream stream = open(node, "/sse?topic=chat", "Last-Event-ID: " + lost)) {
            stream.awaitMessages(3);
            assertEquals(texts(7, 10), stream.messages());
            SpecParser.Event gap = stream.parser().events().stream()
                    .filter(event -> event.type().equals("sluice:gap"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(gap.data().contains("\"from\":\"" + lost + "\""), gap.data());
        }
    }

    @Test
    void streamThatBeginsAnewHasAGap() throws Exception {
        try (EventStream stream = open(node, "/sse?topic=chat")) {
            add("chat", "before");
            stream.awaitMessages(1);
            client.del("chat");
            client.xadd("chat", XAddParams.xAddParams().id("5-1"), Map.of("data", "after"));
            stream.awaitMessages(2);
            assertEquals(List.of("before", "after"), stream.messages());
            assertTrue(stream.parser().events().stream()
                    .anyMatch(event -> event.type().equals("sluice:gap")));
        }
    }

    @Test
    void invalidEventIsSkippedAndCounted() throws Exception {
        try (EventStream stream = open(node, "/sse?topic=news:a")) {
            double before = node.metric("sluice_topic_skipped_total");
            client.xadd("news:a", StreamEntryID.NEW_ENTRY, Map.of("text", "no data"));
            client.xadd("news:a", StreamEntryID.NEW_ENTRY, Map.of("data", "x", "event", "sluice:gap"));
            client.xadd("news:a", StreamEntryID.NEW_ENTRY, Map.of("data", "typed", "event", "greeting"));
            add("news:a", "plain");
            stream.awaitMessages(1);
            assertEquals(List.of("plain"), stream.messages());
            assertTrue(stream.parser().events().stream()
                    .anyMatch(event ->
                            event.type().equals("greeting") && event.data().equals("typed")));
            assertEquals(before + 2, node.metric("sluice_topic_skipped_total"));
        }
    }

    @Test
    void servedTopicKeepsToItsLength() throws Exception {
        try (NodeProcess keeping = NodeProcess.start(both.redis(), "--topics", "short", "--topic-max-length", "100");
                EventStream stream = open(keeping, "/sse?topic=short")) {
            // Never so many at once that what the node has still to read is trimmed.
            for (int from = 0; from < 1_000; from += 50) {
                texts(from, from + 50).forEach(text -> add("short", text));
                stream.awaitMessages(from + 50);
            }
            Await.until("it is trimmed", () -> client.xlen("short") <= 300);
            assertEquals(texts(0, 1_000), stream.messages());
        }
    }

    @Tag("long")
    @Test
    @DisplayName("Ids of the application's own stay while the topic is served")
    void customIdsStayWhileServed() throws Exception {
        for (int i = 1; i <= 500; i++) {
            add("news:own", i);
        }
        add("news:old", 1_000_000_000_000L);
        try (EventStream stream = open(node, "/sse?topic=news:own&topic=news:old")) {
            // Two rounds of trimming, since the topics of one are in no order.
            for (int round = 1; round <= 2; round++) {
                add("news:old", 1_000_000_000_000L + round);
                Await.until("a round of trimming", () -> client.xlen("news:old") == 1);
            }
            assertEquals(500, client.xlen("news:own"));
        }
    }

    private static void add(String topic, long millis) {
        client.xadd(topic, XAddParams.xAddParams().id(new StreamEntryID(millis, 0)), Map.of("data", "x"));
    }

    @Test
    @DisplayName("A key that is no stream is reported once, and delivered once it is a stream")
    void wrongTypeIsReportedOnceUntilAStream() throws Exception {
        client.lpush("news:b", "no stream");
        try (EventStream stream =
                EventStream.open(node.uri("/sse?topic=news:b")).awaitConnected()) {
            node.awaitLogged("Cannot deliver the topic \"news:b\"");
            client.del("news:b");
            stream.awaitPlaced();
            add("news:b", "e0");
            stream.awaitMessages(1);
            assertEquals(texts(0, 1), stream.messages());
            String said = node.process().output();
            assertEquals(said.indexOf("\"news:b\" is not"), said.lastIndexOf("\"news:b\" is not"), "said once");
        }
    }
}
