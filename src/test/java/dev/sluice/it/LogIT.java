package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.WarProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** What clients and applications can make a node log. */
class LogIT {
    private static final int MESSAGES = Rounds.of(2_000, 10_000);
    private static final String DEAD = "goes to the dead letters";
    private static final Pattern COUNT = Pattern.compile("WARN .* ([0-9]+) more lines like this .*" + DEAD);
    private static final int ROUNDS = 50;
    private static final Pattern BAD_HOST = Pattern.compile("^\\S+ [A-Z]+ +\\S+: Bad Authority");
    private static final Pattern BAD_HOST_COUNT = Pattern.compile(" ([0-9]+) more lines like this .*: Bad Authority");

    private RedisProcess redis;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        String config = ConfigFile.of("""
                queues:
                  message_list:
                    format: json
                """);
        environment = Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_CONFIG", config, "SLUICE_DRAIN_TIME", "0s");
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
    }

    @Test
    void jarLogsManyWrongMessagesInFewLines() throws Exception {
        try (NodeProcess node = NodeProcess.start(environment)) {
            wrongMessagesAreAFewLines(node.uri("/sse"), node.process());
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void warLogsManyWrongMessagesInFewLines(WarProcess.Container container) throws Exception {
        wrongMessagesAreAFewLines(container);
    }

    private void wrongMessagesAreAFewLines(WarProcess.Container container) throws Exception {
        try (WarProcess war = WarProcess.start(container, environment, "")) {
            wrongMessagesAreAFewLines(war.uri("/sse"), war.process());
        }
    }

    private void wrongMessagesAreAFewLines(URI address, ServerProcess node) throws Exception {
        try (Jedis client = redis.client();
                EventStream stream = EventStream.open(address).awaitConnected()) {
            for (int i = 0; i < MESSAGES; i++) {
                client.lpush("message_list", "wrong");
            }
            Await.until("all dead letters", () -> client.llen("sluice:{message_list}:dead") == MESSAGES);
            assertTrue(stream.messages().isEmpty());
        }
        node.signal("TERM");
        node.exitValue();
        List<String> lines = node.output().lines().toList();
        int leftOut = leftOut(lines, COUNT);
        long written = lines.stream()
                .filter(line -> line.contains(DEAD + ": it is not"))
                .count();
        assertTrue(leftOut > 0 && written < 50, node.output());
        assertEquals(MESSAGES, leftOut + written);
        assertTrue(lines.stream().anyMatch(line -> line.contains("Stopping; ")), "the last words are missing");
    }

    private static int leftOut(List<String> lines, Pattern count) {
        return lines.stream()
                .map(count::matcher)
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    @Test
    @DisplayName("What requests say is logged without control characters, and a few times only")
    void hostileRequestsLogFewCleanLines() throws Exception {
        String junk = "\u0080\u009B31m\u009F\u0085".repeat(800);
        List<String> requests = List.of(
                "GET /health/live HTTP/1.1\r\nHost: " + junk,
                "GET /health/live HTTP/1.1\r\nHost: a:b:c:" + junk,
                "GET /health/live HTTP/1.1\r\nHost: a\u001B[31m\u007F",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: \u009B31m",
                "GET /" + junk + " HTTP/1.1\r\nHost: a",
                "GET /%1b%5b31m%c2%9b HTTP/1.1\r\nHost: a",
                "GET /sse?queue=%1b%c2%9b%0a HTTP/1.1\r\nHost: a",
                "GET /sse?queue=%zz%ff HTTP/1.1\r\nHost: a",
                "G\u009BT / HTTP/1.1\r\nHost: a",
                "GET / HTTP/9.\u009B\r\nHost: a",
                "GET http://\u009B:99999/ HTTP/1.1\r\nHost: a",
                "GET / HTTP/1.1\r\nHost: a\r\nX\u009B: a",
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u009B\0",
                "GET /sse HTTP/1.1\r\nHost: a\r\nLast-Event-ID: \u009B31m",
                "GET / HTTP/1.1\r\nHost: a\r\nCookie: \u009B=\u001B;;,\"",
                "POST /ack HTTP/1.1\r\nHost: a\r\nContent-Length: \u009B",
                "POST /ack HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded; charset=\u009B\r\n"
                        + "Content-Length: 0");
        try (NodeProcess node = NodeProcess.start(environment)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String request : requests) {
                    send(node.port(), request + "\r\n\r\n");
                }
            }
            node.stop();
            String log = node.process().output();
            List<String> lines = log.lines().toList();
            int leftOut = leftOut(lines, BAD_HOST_COUNT);
            long written =
                    lines.stream().filter(line -> BAD_HOST.matcher(line).find()).count();
            assertTrue(leftOut > 0 && written > 0, log);
            assertEquals(0, (leftOut + written) % ROUNDS, "each round writes the same lines: " + log);
            assertTrue(
                    log.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)),
                    "control characters: " + log);
            assertTrue(log.length() < 200_000, "it has " + log.length() + " characters");
        }
    }

    /** Until the node has answered it, or hung up. */
    private static void send(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().read();
        }
    }
}
