package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The subcommand {@code dead} of the jar. */
class DeadLettersIT {
    private static final String QUEUE = "message_list";
    private static final String DEAD = "sluice:{message_list}:dead";

    @TempDir
    private Path folder;

    private RedisProcess redis;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        redis.close();
    }

    private ServerProcess begin(String... words) throws Exception {
        return NodeProcess.run(folder, Map.of("SLUICE_REDIS_URL", redis.url()), List.of("dead"), words);
    }

    /** Runs the command and returns what it says. */
    private String run(int exitCode, String... words) throws Exception {
        try (ServerProcess process = begin(words)) {
            assertEquals(exitCode, process.exitValue(), process.output());
            return process.output();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void bury(String... messages) {
        for (String message : messages) {
            bury(utf8(message));
        }
    }

    private void bury(byte[] message) {
        ByteArrayOutputStream letter = new ByteArrayOutputStream();
        letter.writeBytes(utf8("{\"reason\":\"is not UTF-8 at byte 1\",\"at\":\"2026-11-20T01:02:03.456Z\"}\n"));
        letter.writeBytes(message);
        client.lpush(utf8(DEAD), letter.toByteArray());
    }

    private static String[] numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toArray(String[]::new);
    }

    /** The messages of the queue, the next to be claimed first. */
    private List<String> waiting() {
        List<String> messages = new ArrayList<>(client.lrange(QUEUE, 0, -1));
        Collections.reverse(messages);
        return messages;
    }

    @Test
    void listsAndRetriesByteForByte() throws Exception {
        byte[] binary = {'x', (byte) 0xFF, 0, '\n', '{', '"', '\r', '\n', (byte) 0xC3};
        try (NodeProcess node = NodeProcess.start(redis);
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            client.lpush(utf8(QUEUE), binary);
            Await.until("a dead letter", () -> client.llen(DEAD) == 1);
            stream.close();
        }
        String list = run(0, "list", QUEUE);
        assertTrue(
                list.matches(
                        "(?s) +1  20[^ ]+Z +9 bytes  it is not UTF-8 at byte 1: x\\\\xff\\\\u\\{0}\\\\n\\{\"\\\\r\\\\n\\\\xc3\n"
                                + "Shown: 1. In all: 1.\n"),
                list);
        assertEquals("Retried: 1. Left: 0.\n", run(0, "retry", QUEUE));
        assertArrayEquals(binary, client.lindex(utf8(QUEUE), 0));
        assertEquals(1, client.llen(QUEUE));
    }

    @Test
    void listIsBoundedAndTellsTheTotal() throws Exception {
        bury(numbers(1, 61));
        List<String> lines = run(0, "list", QUEUE).lines().toList();
        assertEquals(51, lines.size());
        assertTrue(lines.get(0).startsWith("    60  2026-11-20T01:02:03.456Z"), lines.get(0));
        assertTrue(lines.get(0).endsWith(": 60"), lines.get(0));
        assertTrue(lines.get(49).endsWith(": 11"), lines.get(49));
        assertEquals("Shown: 50. In all: 60.", lines.get(50));
        assertEquals(
                "Shown: 3. In all: 60.",
                run(0, "list", QUEUE, "--limit", "3").lines().toList().get(3));
        assertEquals(61, run(0, "list", QUEUE, "--limit", "1000000").lines().count());
    }

    @Test
    void theListIsThereAsJsonToo() throws Exception {
        bury("two\nlines \u00FC");
        client.lpush(DEAD, "put there by hand\n" + "x".repeat(100));
        List<JsonNode> letters = run(0, "list", QUEUE, "--json")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertEquals(2, letters.size());
        assertEquals(2, letters.get(0).get("index").asInt());
        assertTrue(letters.get(0).get("reason").isNull());
        assertEquals(118, letters.get(0).get("bytes").asInt());
        assertTrue(letters.get(0).get("beginning").asString().endsWith("x..."));
        assertEquals("2026-11-20T01:02:03.456Z", letters.get(1).get("at").asString());
        assertEquals("is not UTF-8 at byte 1", letters.get(1).get("reason").asString());
        assertEquals("two\\nlines \u00FC", letters.get(1).get("beginning").asString());
    }

    @Test
    void retriedStandInFrontOldestFirst() throws Exception {
        client.lpush(QUEUE, "waiting");
        String[] dead = numbers(0, 1_234);
        bury(dead);
        assertEquals("Retried: 10. Left: 1224.\n", run(0, "retry", QUEUE, "--limit", "10"));
        assertEquals(
                List.of("0", "1", "9", "waiting"),
                List.of(
                        waiting().get(0),
                        waiting().get(1),
                        waiting().get(9),
                        waiting().get(10)));
        client.del(QUEUE);
        client.lpush(QUEUE, "waiting");
        assertEquals("Retried: 1224. Left: 0.\n", run(0, "retry", QUEUE));
        List<String> expected = new ArrayList<>(Arrays.asList(dead).subList(10, 1_234));
        expected.add("waiting");
        assertEquals(expected, waiting());
    }

    @Test
    void singleLettersAreTakenByTheirIndexes() throws Exception {
        bury(numbers(1, 8));
        assertEquals("Retried: 3. Left: 4.\n", run(0, "retry", QUEUE, "--index", "2,7", "--index", "4"));
        assertEquals(List.of("2", "4", "7"), waiting());
        String said = run(1, "drop", QUEUE, "--index", "1,5");
        assertTrue(said.contains("There is no dead letter with the index 5."), said);
        assertTrue(said.contains("Dropped: 1. Left: 3."), said);
        assertEquals("Dropped: 2. Left: 1.\n", run(0, "drop", QUEUE, "--limit", "2"));
        assertTrue(client.lindex(DEAD, 0).endsWith("\n6"), "the newest is left");
    }

    @Test
    void allAreDroppedOnlyIfAskedTo() throws Exception {
        bury(numbers(0, 1_500));
        client.set(QUEUE, "no list, which does not matter here");
        run(2, "drop", QUEUE);
        assertEquals(1_500, client.llen(DEAD));
        assertEquals("Dropped: 1500. Left: 0.\n", run(0, "drop", QUEUE, "--all"));
        assertEquals(List.of(QUEUE), List.copyOf(client.keys("*")));
    }

    @Tag("long")
    @Test
    @DisplayName("Messages without a head, and messages that look like one, are retried whole")
    void messagesWithoutAHeadAreRetriedWhole() throws Exception {
        bury("{\"reason\":\"forged\"}\nmessage");
        client.lpush(DEAD, "{\"no\":\"head\"}\nmessage", "{broken\nmessage", "no line");
        run(0, "retry", QUEUE);
        assertEquals(
                List.of(
                        "{\"reason\":\"forged\"}\nmessage",
                        "{\"no\":\"head\"}\nmessage",
                        "{broken\nmessage",
                        "no line"),
                waiting());
    }

    @Tag("long")
    @Test
    void twoAtOnceRetryEachLetterExactlyOnce() throws Exception {
        bury(numbers(0, 10_000));
        long taken = 0;
        try (ServerProcess one = begin("retry", QUEUE);
                ServerProcess other = begin("retry", QUEUE)) {
            for (ServerProcess process : List.of(one, other)) {
                assertEquals(0, process.exitValue(), process.output());
                taken += Long.parseLong(process.output().replaceAll("(?s)Retried: ([0-9]+)\\..*", "$1"));
            }
        }
        assertEquals(10_000, taken);
        assertEquals(0, client.llen(DEAD));
        assertEquals(10_000, client.llen(QUEUE));
        assertEquals(10_000, new HashSet<>(client.lrange(QUEUE, 0, -1)).size());
    }

    @Test
    void keyOfAnotherTypeIsNamedAndKept() throws Exception {
        bury("1");
        client.set(QUEUE, "a string");
        assertEquals(
                "The key message_list does not hold a list, so nothing can be put back into it.\n",
                run(1, "retry", QUEUE));
        assertEquals(1, client.llen(DEAD));
        client.del(DEAD);
        client.set(DEAD, "a string");
        for (String action : List.of("list", "retry")) {
            assertEquals("The key " + DEAD + " does not hold a list.\n", run(1, action, QUEUE));
        }
    }

    @Tag("long")
    @Test
    void fullRedisTakesRetriedLetters() throws Exception {
        bury(numbers(0, 100));
        client.configSet("maxmemory", "100kb");
        assertThrows(JedisDataException.class, () -> client.lpush(QUEUE, "one more"));
        assertEquals("Retried: 100. Left: 0.\n", run(0, "retry", QUEUE));
        assertEquals(Arrays.asList(numbers(0, 100)), waiting());
    }

    /** What else may be wrong is tried without a process of its own. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "list a}b                | closing brace",
                "list q --redis-url db:1 | --redis-url",
            })
    void wrongUsageIsRefusedWithASentence(String line, String named) throws Exception {
        String said = run(2, line.split(" "));
        assertTrue(said.contains(named), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void saysInASentenceThatRedisIsMissing() throws Exception {
        try (ServerProcess process = NodeProcess.run(folder, Map.of(), List.of("dead", "list", QUEUE))) {
            assertEquals(2, process.exitValue());
            assertEquals(
                    "SLUICE_REDIS_URL (or --redis-url) must name the Redis that has the dead letters.\n",
                    process.output());
        }
        redis.stop();
        String said = run(1, "retry", QUEUE);
        assertTrue(said.startsWith("Redis at " + redis.url() + " cannot be used: "), said);
        assertEquals(1, said.lines().count(), said);
    }
}
