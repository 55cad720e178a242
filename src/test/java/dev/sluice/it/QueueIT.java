package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Readiness;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What is pushed reaches one browser, as it is. */
class QueueIT {
    private static RedisProcess redis;
    private static NodeProcess node;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis, "--queues", "message_list,inbox:*", "--settle-delay", "200ms", "--safety-poll", "500ms");
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(client, node, redis);
    }

    /** A node that was stopped by the test before starts again, and has nothing but what the test gives it. */
    @BeforeEach
    void empty() throws Exception {
        if (!node.process().isAlive()) {
            node.restart();
        }
        node.awaitConnections(0);
        Claims.awaitNone(client);
        Claims.keys(client).forEach(client::del);
        client.del("message_list", "inbox:1", "inbox:bad", "inbox:good");
    }

    @Test
    void messagesWaitInOrderForABrowser() throws Exception {
        String[] numbers = IntStream.range(0, 3_000).mapToObj(String::valueOf).toArray(String[]::new);
        client.lpush("message_list", numbers);
        Thread.sleep(300); // time in which a node that claims too early would
        assertEquals(3_000, client.llen("message_list"));
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitMessages(3_000)) {
            assertEquals(Arrays.asList(numbers), stream.messages());
            Claims.awaitNone(client);
            assertEquals(0, client.llen("message_list"));
        }
    }

    @Test
    void browsersOnANodeTakeTurns() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            streams.add(EventStream.open(node.uri("/sse")).awaitConnected());
        }
        for (int i = 0; i < 40; i++) {
            client.lpush("message_list", "m" + i);
        }
        for (EventStream stream : streams) {
            stream.awaitMessages(10);
        }
        Claims.awaitNone(client);
        for (EventStream stream : streams) {
            assertEquals(10, stream.messages().size());
            stream.close();
        }
    }

    @Test
    void anyTextArrivesAsItIs() throws Exception {
        List<String> texts = List.of(
                "",
                " leading and trailing ",
                "two\nlines",
                "\n",
                "data: forged\n\nid: 7\nevent: evil",
                "emoji \uD83D\uDEB0 \u4E2D\u6587 \u202E",
                "zero \0 byte",
                "\uFEFFbyte order mark",
                "{\"json\": [1, 2]}",
                "'; DROP TABLE messages; -- $(rm -rf /) %s {0}",
                "long ".repeat(200_000));
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            for (String text : texts) {
                client.lpush("message_list", text);
            }
            client.lpush("message_list", "a\r\nb\rc\nd");
            stream.awaitMessages(texts.size() + 1);
            assertEquals(texts, stream.messages().subList(0, texts.size()));
            assertEquals("a\nb\nc\nd", stream.messages().get(texts.size()));
        }
    }

    @Test
    void invalidMessageBecomesADeadLetterWithReason() throws Exception {
        byte[] key = "message_list".getBytes(StandardCharsets.UTF_8);
        byte[] broken = {'x', (byte) 0xFF, (byte) 0xFE, 0, '\r', '\n'};
        byte[] tooLong = new byte[(1 << 20) + 1];
        Arrays.fill(tooLong, (byte) 'L');
        byte[] longest = new byte[1 << 20];
        Arrays.fill(longest, (byte) 'K');
        double before = node.metric("sluice_dead_letters_total");
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            client.lpush(key, broken, tooLong, longest);
            stream.awaitMessages(1);
            assertEquals(longest.length, stream.messages().get(0).length());
            byte[] dead = "sluice:{message_list}:dead".getBytes(StandardCharsets.UTF_8);
            Await.until("two dead letters", () -> client.llen(dead) == 2);
            List<byte[]> letters = client.lrange(dead, 0, -1);
            assertDeadLetter("is not UTF-8 at byte 1", broken, letters.get(1));
            assertDeadLetter("has 1048577 bytes, over the limit of 1048576", tooLong, letters.get(0));
            node.awaitLogged("is not UTF-8 at byte 1");
            node.awaitMetric("sluice_dead_letters_total", before + 2);
        }
    }

    private static void assertDeadLetter(String reason, byte[] message, byte[] letter) {
        int head = 0;
        while (letter[head] != '\n') {
            head++;
        }
        String line = new String(letter, 0, head, StandardCharsets.UTF_8);
        assertTrue(line.contains("\"reason\":\"" + reason + "\""), line);
        assertArrayEquals(message, Arrays.copyOfRange(letter, head + 1, letter.length));
    }

    @Test
    @DisplayName("A key of the wrong type that a pattern matches is a warning, and the other queues go on")
    void wrongTypeOfAPatternIsAWarning() throws Exception {
        client.set("inbox:bad", "a string");
        try (EventStream stream = EventStream.open(node.uri("/sse?queue=inbox:bad&queue=inbox:good"))
                .awaitConnected()) {
            Await.until(
                    "a warning",
                    () -> node.readiness()
                            .warnings()
                            .toString()
                            .contains("1 of the queues that match patterns cannot be delivered: its key"));
            Readiness readiness = node.readiness();
            assertTrue(readiness.isReady());
            assertTrue(readiness.isAccepting());
            assertFalse(readiness.json().toString().contains("inbox:bad"), "names may be secrets");
            client.lpush("inbox:good", "goes on");
            stream.awaitMessages(1);
            assertEquals("a string", client.get("inbox:bad"));
            long refused = refusals();
            Await.until("two more safety polls", () -> refusals() >= refused + 2);
            assertEquals(1, node.logged("inbox:bad"), "log lines about it");

            client.del("inbox:bad");
            client.lpush("inbox:bad", "now a list");
            stream.awaitMessages(2);
            assertEquals(List.of("goes on", "now a list"), stream.messages());
            Await.until("no warning", () -> node.readiness().warnings().isEmpty());
        }
    }

    /** How often Redis has refused a command, since the key is of another type. */
    private static long refusals() {
        return client.info("errorstats")
                .lines()
                .filter(line -> line.startsWith("errorstat_WRONGTYPE"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    @Test
    void stuckBrowserGetsNoMoreAndOthersDo() throws Exception {
        try (EventStream stuck = EventStream.openUnread(node.uri("/sse"));
                EventStream reading = EventStream.open(node.uri("/sse")).awaitConnected()) {
            node.awaitConnections(2);
            String big = "x".repeat(500_000);
            int sent = 40;
            for (int i = 0; i < sent; i++) {
                client.lpush("message_list", i + big);
            }
            // The stuck one takes what fits into the kernel's buffers and one write more; all else goes to the other.
            reading.awaitMessages(sent / 2);
            client.lpush("message_list", "last");
            Await.until("the last message", () -> reading.messages().contains("last"));
            assertEquals(0, client.llen("message_list"));
        }
    }

    @Test
    void stuckBrowsersMessagesReturnOnceItIsGone() throws Exception {
        try (EventStream stuck = StuckBrowser.open(node, "/sse")) {
            StuckBrowser.stuff(client, "message_list");
        }
        try (EventStream reading = EventStream.open(node.uri("/sse"))) {
            reading.awaitMessages(StuckBrowser.TOO_MUCH.size());
            assertTrue(reading.messages().containsAll(StuckBrowser.TOO_MUCH), "some are missing");
        }
    }

    @Test
    void stoppingReturnsWhatIsNotSettled() throws Exception {
        try (EventStream stuck = StuckBrowser.open(node, "/sse")) {
            StuckBrowser.stuff(client, "message_list");
            long before = client.llen("message_list");
            node.stop();
            assertTrue(Claims.keys(client).isEmpty(), "left behind: " + Claims.keys(client));
            assertTrue(client.llen("message_list") > before, "nothing was returned");
        }
    }

    @Test
    void stoppingSettlesWhatHasArrived() throws Exception {
        try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            client.lpush("message_list", "arrived");
            stream.awaitMessages(1);
            node.stop();
            assertEquals(0, client.llen("message_list"));
            assertTrue(Claims.keys(client).isEmpty(), "left behind: " + Claims.keys(client));
        }
    }

    @Test
    void ownKeysAreGoneOnceAllIsDelivered() throws Exception {
        try (EventStream stream =
                EventStream.open(node.uri("/sse?queue=inbox:1")).awaitConnected()) {
            client.lpush("inbox:1", "1", "2", "3");
            stream.awaitMessages(3);
            Await.until("no keys", () -> Claims.keys(client).isEmpty() && !client.exists("inbox:1"));
        }
    }
}
