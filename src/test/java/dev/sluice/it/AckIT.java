package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Queues in mode client, and in mode none, over HTTP and two nodes. */
class AckIT {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String[] OPTIONS = {
        "--queue-ack", "client", "--queues", "jobs:*", "--queue-visibility-timeout", "20s", "--drain-time", "0s"
    };

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
        client.keys("jobs:*").forEach(client::del);
    }

    private static int ack(NodeProcess at, String... ids) throws Exception {
        return answer(at, ids).statusCode();
    }

    private static HttpResponse<String> answer(NodeProcess at, String... ids) throws Exception {
        StringBuilder form = new StringBuilder();
        for (String id : ids) {
            form.append("&id=").append(id);
        }
        byte[] body = form.substring(Math.min(1, form.length())).getBytes(StandardCharsets.US_ASCII);
        return at.post("/ack", body, "Content-Type", FORM);
    }

    private static String id(EventStream stream, int message) {
        return stream.parser().events().stream()
                .filter(event -> event.type().equals("message"))
                .toList()
                .get(message)
                .lastEventId();
    }

    private static long claimed(String queue) {
        return client.keys("sluice:{" + queue + "}:processing:*").stream()
                .mapToLong(client::llen)
                .sum();
    }

    @Test
    void confirmationToAnyNodeSettles() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=jobs:1")).awaitConnected()) {
            client.lpush("jobs:1", "a", "b");
            stream.awaitMessages(1);
            assertEquals(1, claimed("jobs:1"));
            assertEquals(1, client.llen("jobs:1"), "a busy browser gets no second message");
            assertEquals(204, ack(node, id(stream, 0)));
            stream.awaitMessages(2);
            assertEquals(204, ack(other, id(stream, 1)));
            Await.until("all is settled", () -> claimed("jobs:1") == 0);
            assertEquals(List.of("a", "b"), stream.messages());
        }
    }

    @Test
    @DisplayName("On a stream with topics, a message is confirmed by its own id and not by that of a topic's event")
    void onlyItsOwnIdConfirmsAMessage() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=jobs:mixed&topic=chat&topic=sse_messages"))
                .awaitConnected()
                .awaitPlaced()) {
            client.lpush("jobs:mixed", "a", "b");
            stream.awaitMessages(1);
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "said"));
            stream.awaitMessages(2);
            assertEquals(List.of("a", "said"), stream.messages());
            assertEquals(204, ack(node, id(stream, 1)));
            assertEquals(1, claimed("jobs:mixed"), "the event of the topic confirms no message");
            assertEquals(204, ack(node, id(stream, 0)));
            stream.awaitMessages(3);
            assertEquals(204, ack(other, id(stream, 2)), "told to the other node");
            Await.until("all is settled", () -> claimed("jobs:mixed") == 0 && !client.exists("jobs:mixed"));
            assertEquals(0, client.llen("sluice:{jobs:mixed}:dead"));
        }
    }

    @Test
    void pageModuleReportsALateConfirmation() throws Exception {
        try (Chromium chromium = Chromium.start();
                NodeProcess hasty = NodeProcess.start(
                        both.redis(),
                        "--queue-ack",
                        "client",
                        "--queues",
                        "jobs:*",
                        "--queue-visibility-timeout",
                        "3s")) {
            chromium.open(hasty.uri("/chat.html").toString());
            chromium.run("""
                    return import('/sluice.js').then(({ Sluice }) => {
                      window.events = [];
                      window.source = new Sluice({ queues: ['jobs:page'], topics: ['chat'] });
                      window.source.onmessage = (event) => window.events.push(event);
                    });
                    """);
            client.lpush("jobs:page", "a");
            Await.until(
                    "a second offer",
                    () -> chromium.run("return window.events.length").equals(2L));
            assertEquals(List.of(false, true, false), chromium.run("""
                            const acks = [source.ack(events[0]), source.ack(events[1].lastEventId), source.ack('no-id')];
                            return Promise.all(acks);
                            """));
            Await.until("it is settled", () -> claimed("jobs:page") == 0 && !client.exists("jobs:page"));
        }
    }

    @Test
    void oneMalformedIdConfirmsNothing() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=jobs:wrong")).awaitConnected()) {
            client.lpush("jobs:wrong", "a");
            stream.awaitMessages(1);
            for (NodeProcess each : List.of(node, other)) {
                assertEquals(400, ack(each, id(stream, 0), "no-number"));
                assertEquals(400, ack(each, "", id(stream, 0)));
            }
            assertEquals(1, claimed("jobs:wrong"));
            assertEquals(204, ack(other, id(stream, 0), id(stream, 0)));
            Await.until("all is settled", () -> claimed("jobs:wrong") == 0);
        }
    }

    @Test
    @DisplayName("A reconnect to another node confirms what was seen and returns the rest")
    void reconnectConfirmsTheSeenAndReturnsTheRest() throws Exception {
        try (NodeProcess first = NodeProcess.start(both.redis(), withPrefetch());
                NodeProcess second = NodeProcess.start(both.redis(), withPrefetch())) {
            EventStream stream =
                    EventStream.open(first.uri("/sse?queue=jobs:2")).awaitConnected();
            client.lpush("jobs:2", "a", "b", "c");
            stream.awaitMessages(3);
            String seen = id(stream, 1);
            stream.close();
            try (EventStream again = EventStream.open(second.uri("/sse?queue=jobs:2"), "Last-Event-ID: " + seen)
                    .awaitConnected()) {
                again.awaitMessages(1);
                assertEquals(List.of("c"), again.messages());
                assertEquals(204, ack(second, id(again, 0)));
                Await.until("all is settled", () -> claimed("jobs:2") == 0 && !client.exists("jobs:2"));
            }
        }
    }

    private static String[] withPrefetch() {
        return new String[] {
            "--queue-ack", "client", "--queues", "jobs:*", "--queue-prefetch", "3", "--drain-time", "0s"
        };
    }

    @Test
    void whatIsNeverConfirmedBecomesADeadLetter() throws Exception {
        try (NodeProcess hasty = NodeProcess.start(
                        both.redis(),
                        "--queue-ack",
                        "client",
                        "--queues",
                        "jobs:*",
                        "--queue-visibility-timeout",
                        "200ms",
                        "--queue-max-deliveries",
                        "3",
                        "--drain-time",
                        "0s");
                EventStream stream =
                        EventStream.open(hasty.uri("/sse?queue=jobs:3")).awaitConnected()) {
            client.lpush("jobs:3", "a");
            stream.awaitMessages(3);
            Await.until("a dead letter", () -> client.llen("sluice:{jobs:3}:dead") == 1);
            assertEquals(List.of("a", "a", "a"), stream.messages());
            String letter = client.lindex("sluice:{jobs:3}:dead", 0);
            assertTrue(letter.contains("was delivered 3 times and never confirmed"), letter);
            HttpResponse<String> late = answer(hasty, id(stream, 0), id(stream, 2));
            assertEquals(200, late.statusCode(), "a late confirmation counts for nothing");
            assertEquals("{\"stale\":[\"" + id(stream, 0) + "\",\"" + id(stream, 2) + "\"]}", late.body());
            assertEquals(1, client.llen("sluice:{jobs:3}:dead"));
        }
    }

    @Test
    @DisplayName("Malformed confirmations are refused; well-formed ones of unknown messages count for nothing")
    void malformedIsRefusedAndStrangeIsIgnored() throws Exception {
        assertEquals(400, ack(node));
        assertEquals(400, ack(node, "no-number"));
        assertEquals(400, ack(node, "b%C3%A4d-1"));
        assertEquals(204, ack(node, "1795894880960-0"), "an event of a topic needs no confirmation");
        assertEquals(
                "{\"stale\":[\"abcdefgh0123456789ABCDEF-1\"]}",
                answer(node, "abcdefgh0123456789ABCDEF-1").body(),
                "its node is gone");
        assertEquals(0, client.keys("sluice:*:confirmations:*").size(), "no key for a node that nobody knows");
        HttpResponse<String> foreign = node.post(
                "/ack",
                "id=a-1".getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                FORM,
                "Origin",
                "http://elsewhere.example");
        assertEquals(200, foreign.statusCode(), "whoever has the id may confirm: " + foreign.body());
        for (String type : List.of("multipart/form-data; boundary=x", "application/json")) {
            HttpResponse<String> wrong =
                    node.post("/ack", "id=a-1".getBytes(StandardCharsets.US_ASCII), "Content-Type", type);
            assertEquals(415, wrong.statusCode());
            assertTrue(wrong.body().contains("application/x-www-form-urlencoded"), wrong.body());
        }
        assertEquals(405, node.get("/ack").statusCode());
    }

    @Test
    void noneModeKeepsNoOtherKey() throws Exception {
        try (NodeProcess none = NodeProcess.start(
                        both.redis(), "--queue-ack", "none", "--queues", "jobs:*", "--drain-time", "0s");
                EventStream stream =
                        EventStream.open(none.uri("/sse?queue=jobs:4")).awaitConnected()) {
            client.lpush("jobs:4", "a", "b");
            client.lpush("jobs:4".getBytes(StandardCharsets.UTF_8), new byte[] {'x', (byte) 0xff});
            client.lpush("jobs:4", "c");
            stream.awaitMessages(3);
            assertEquals(List.of("a", "b", "c"), stream.messages());
            Await.until("a dead letter", () -> client.llen("sluice:{jobs:4}:dead") == 1);
            assertEquals(0, claimed("jobs:4"));
            assertEquals(0, none.metric("sluice_returned_total"));
        }
    }
}
