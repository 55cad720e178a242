package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeConnections;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.TwoNodes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Pub/sub topics over two nodes. */
class PubsubIT {
    private static TwoNodes both;
    private static NodeProcess node;
    private static NodeProcess other;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        String config = ConfigFile.of("""
                topics: chat,both
                pubsub-topics:
                  rate:*: {format: json}
                  ticker: {}
                  clock: {}
                  both: {}
                max-message-bytes: 1000
                http-publish: on
                """);
        both = TwoNodes.start("--config", config);
        node = both.node();
        other = both.other();
        client = both.client();
    }

    @AfterAll
    static void stop() throws Exception {
        both.close();
    }

    /** Until so many nodes listen. */
    private static void awaitHeard(Jedis at, String topic, int nodes) throws Exception {
        Await.until(nodes + " nodes hear " + topic, () -> at.pubsubNumSub(topic).get(topic) == nodes);
    }

    /** Of a topic of its own: both nodes go on listening for a while. */
    @Test
    void subscribersOnAllNodesGetAllInOrder() throws Exception {
        try (EventStream here = EventStream.open(node.uri("/sse?topic=clock"));
                EventStream too = EventStream.open(node.uri("/sse?topic=clock"));
                EventStream there = EventStream.open(other.uri("/sse?topic=clock"))) {
            here.awaitConnected();
            too.awaitConnected();
            there.awaitConnected();
            awaitHeard(client, "clock", 2);
            List<String> texts =
                    IntStream.range(0, 1_000).mapToObj(i -> "m" + i).toList();
            texts.forEach(text -> client.publish("clock", text));
            for (EventStream stream : List.of(here, too, there)) {
                stream.awaitMessages(1_000);
                assertEquals(texts, stream.messages());
                assertEquals("", stream.parser().lastEventId(), "there is nothing to resume");
            }
        }
    }

    @Test
    @DisplayName("It shares a connection with queues and stream topics, which are resumed exactly")
    void sharesAConnectionWithResumableChannels() throws Exception {
        String path = "/sse?topic=rate:eur&topic=chat&queue=message_list";
        String last;
        try (EventStream first = EventStream.open(node.uri(path))) {
            first.awaitPlaced();
            awaitHeard(client, "rate:eur", 1);
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "event"));
            first.awaitMessages(1);
            client.publish("rate:eur", "{\"data\":{\"buy\": 1.10},\"event\":\"message\"}");
            first.awaitMessages(2);
            client.lpush("message_list", "message");
            first.awaitMessages(3);
            assertEquals(List.of("event", "{\"buy\":1.10}", "message"), first.messages());
            last = first.parser().lastEventId();
            Claims.awaitSettled(client);
        }
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "missed"));
        client.publish("rate:eur", "{\"data\":\"nobody hears it\"}");
        try (EventStream second = EventStream.open(other.uri(path), "Last-Event-ID: " + last)) {
            second.awaitMessages(1);
            assertEquals(List.of("missed"), second.messages());
        }
    }

    @Test
    @DisplayName("Posted messages are delivered; messages that cannot be events are skipped")
    void postsAreHeardAndInvalidOnesSkipped() throws Exception {
        double skipped = node.metric("sluice_topic_skipped_total");
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=ticker&topic=rate:usd"))) {
            awaitHeard(client, "ticker", 1);
            awaitHeard(client, "rate:usd", 1);
            client.publish("ticker", "x".repeat(1_001));
            client.publish("ticker".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xC3});
            client.publish("rate:usd", "1.1");
            assertEquals(
                    201,
                    node.post("/topics/ticker", "posted".getBytes(StandardCharsets.UTF_8))
                            .statusCode());
            stream.awaitMessages(1);
            assertEquals(List.of("posted"), stream.messages());
            assertEquals(skipped + 3, node.metric("sluice_topic_skipped_total"));
            node.awaitLogged("\"rate:usd\" is skipped: it is not a JSON object");
        }
    }

    @Test
    @DisplayName("A name of both kinds is a stream topic, and an unknown one is refused")
    void nameOfBothKindsIsAStreamTopic() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse?topic=both"))) {
            stream.awaitPlaced();
            client.publish("both", "not heard");
            client.xadd("both", StreamEntryID.NEW_ENTRY, Map.of("data", "event"));
            stream.awaitMessages(1);
            assertEquals(List.of("event"), stream.messages());
        }
        assertEquals(403, node.get("/sse?topic=secret").statusCode());
        assertEquals(404, node.get("/topics/ticker/events").statusCode());
    }

    @Test
    void nobodyIsListenedToWithoutASubscriber() throws Exception {
        try (RedisProcess quiet = RedisProcess.embedded();
                Jedis its = quiet.client();
                NodeProcess alone = NodeProcess.start(quiet)) {
            alone.awaitReady();
            assertFalse(its.clientList().contains("sluice-pubsub"));
            try (EventStream stream = EventStream.open(alone.uri("/sse?topic=sse_messages"))) {
                awaitHeard(its, "sse_messages", 1);
                assertTrue(its.clientList().contains("sluice-pubsub"));
            }
        }
    }

    @Test
    void listeningGoesOnWhenRedisIsBack() throws Exception {
        try (RedisProcess own = RedisProcess.embedded();
                NodeProcess alone = NodeProcess.start(own);
                EventStream stream = EventStream.open(alone.uri("/sse?topic=sse_messages"))) {
            try (Jedis its = own.client()) {
                awaitHeard(its, "sse_messages", 1);
                its.publish("sse_messages", "before");
                stream.awaitMessages(1);
            }
            own.kill();
            own.start();
            try (Jedis its = own.client()) {
                awaitHeard(its, "sse_messages", 1);
                its.publish("sse_messages", "after");
                stream.awaitMessages(2);
                assertEquals(List.of("before", "after"), stream.messages());
            }
            alone.awaitLogged("Subscribed to pub/sub topics again");
        }
    }

    @Test
    @DisplayName("A topic that the Redis user may not hear is reported once, and heard once it may be")
    void forbiddenTopicIsReportedOnceThenHeard() throws Exception {
        try (RedisProcess own = RedisProcess.installed();
                Jedis its = own.client()) {
            its.aclSetUser(
                    "sluice", "on", ">secret", "~*", "+@all", "resetchannels", "&__redis__:*", "&sluice:*", "&open");
            String url = "redis://sluice:secret@127.0.0.1:" + own.port();
            try (NodeProcess alone = NodeProcess.start(
                            Map.of("SLUICE_REDIS_URL", url),
                            "--pubsub-topics",
                            "open,closed",
                            "--safety-poll",
                            "200ms");
                    EventStream closed = EventStream.open(alone.uri("/sse?topic=closed"))) {
                alone.awaitLogged("Cannot deliver the pub/sub topic \"closed\"");
                List<String> connection = NodeConnections.ids(its, "sluice-pubsub");
                // Over more than one look, which asks for a sign of life although nothing is subscribed to.
                Await.until("it is asked again", () -> refusals(its) > 3);
                try (EventStream open = EventStream.open(alone.uri("/sse?topic=open"))) {
                    awaitHeard(its, "open", 1);
                    its.publish("open", "a");
                    open.awaitMessages(1);
                }
                its.aclSetUser("sluice", "&closed");
                awaitHeard(its, "closed", 1);
                its.publish("closed", "b");
                closed.awaitMessages(1);
                assertEquals(1, alone.logged("Cannot deliver the pub/sub topic \"closed\""), "once");
                assertEquals(connection, NodeConnections.ids(its, "sluice-pubsub"), "a refusal breaks no connection");
            }
        }
    }

    /** How often somebody was refused a channel. */
    private static int refusals(Jedis at) {
        return at.info("errorstats")
                .lines()
                .filter(line -> line.startsWith("errorstat_NOPERM"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}
