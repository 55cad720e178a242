package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.HeldApplication;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /publish} with access control. */
class PublishGrantIT {
    private static final String ANSWER = "{\"sub\": \"ann\", \"publish\": [\"jobs:asked\"]}";

    private static RedisProcess redis;
    private static HeldApplication application;
    private static NodeProcess node;
    private static NodeProcess asking;
    private static NodeProcess off;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        application = HeldApplication.answering(ANSWER);
        client = redis.client();
        Parts.startAll(
                () -> node = startNode("--anonymous-publish", "chat"),
                () -> asking = startNode("--auth-url", application.uri().toString()),
                () -> off = startNode("--http-publish", "off"));
    }

    private static NodeProcess startNode(String... more) throws Exception {
        String[] options = {
            "--queues", "jobs:*", "--topics", "chat", "--auth-key", Tokens.KEY, "--grant-publish", "jobs:{sub},jobs:all"
        };
        return NodeProcess.start(
                redis, Stream.of(options, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(node, asking, off, client, application, redis);
    }

    @BeforeEach
    void empty() {
        client.flushAll();
        application.release();
    }

    private static HttpResponse<String> post(NodeProcess at, String body, String... headers) throws Exception {
        return at.post("/publish", body.replace('`', '"').getBytes(StandardCharsets.UTF_8), headers);
    }

    private static List<Integer> statuses(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        JsonNode answers = JsonMapper.shared().readTree(response.body());
        return answers.valueStream()
                .map(answer -> answer.path("status").asInt(200))
                .toList();
    }

    private static String items(String... queues) {
        return List.of(queues).stream()
                .map(queue -> "{`queue`:`jobs:" + queue + "`,`data`:`x`,`key`:`k`}")
                .collect(Collectors.joining(","));
    }

    @Test
    void eachItemNeedsItsGrant() throws Exception {
        String body = "[" + items("ann", "bob", "all") + ",{`topic`:`chat`,`data`:`x`}]";
        assertEquals(
                List.of(200, 403, 200, 200), statuses(post(node, body, "Authorization", "Bearer " + Tokens.of("ann"))));
        assertEquals(List.of(401, 401, 401, 200), statuses(post(node, body)));
        assertEquals(1, client.llen("jobs:ann"));
        assertEquals(0, client.llen("jobs:bob"));
        assertEquals(2, client.xlen("chat"));
    }

    @Test
    void eachUserHasKeysOfTheirOwn() throws Exception {
        for (String user : List.of("ann", "bob", "ann")) {
            assertEquals(
                    List.of(200),
                    statuses(post(node, "[" + items("all") + "]", "Authorization", "Bearer " + Tokens.of(user))));
        }
        assertEquals(2, client.llen("jobs:all"));
    }

    /** The body never comes. */
    @ParameterizedTest
    @CsvSource({"asking, Bearer wrong, 401", "off, Bearer, 403", "off, , 403", "none, , 401"})
    void clientWithoutAnyGrantIsRefusedAtOnce(String where, String authorization, int status) throws Exception {
        NodeProcess at = where.equals("none") ? startNode() : where.equals("off") ? off : asking;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            String header = authorization == null
                    ? ""
                    : "Authorization: "
                            + (authorization.equals("Bearer") ? "Bearer " + Tokens.of("ann") : authorization) + "\r\n";
            socket.getOutputStream()
                    .write(("POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertTrue(HttpText.readHead(socket).startsWith("HTTP/1.1 " + status));
        } finally {
            if (where.equals("none")) {
                at.close();
            }
        }
    }

    @Test
    void applicationIsAskedOnceForAllChannels() throws Exception {
        application.hold();
        application.release();
        String own = "http://127.0.0.1:" + asking.port();
        String body = "[" + items("all", "asked", "asked", "other") + "]";
        assertEquals(List.of(403, 200, 200, 403), statuses(post(asking, body, "Cookie", "known=1", "Origin", own)));
        assertEquals(1, application.requests());
        assertEquals(List.of(401, 401, 401, 401), statuses(post(asking, body, "Cookie", "no=1", "Origin", own)));
        assertEquals(2, application.requests());
        assertEquals(
                List.of(200),
                statuses(post(asking, "[" + items("all") + "]", "Authorization", "Bearer " + Tokens.of("ann"))));
        assertEquals(2, application.requests());
        assertEquals(1, client.llen("jobs:asked"));
    }

    /** The application is not asked about it. */
    @ParameterizedTest
    @CsvSource({"asking, , 413", "asking, ann, 200", "off-limits, , 413", "node, , 200"})
    void strangersHaveShorterBodies(String where, String user, int status) throws Exception {
        application.hold();
        application.release();
        NodeProcess at = where.equals("node")
                ? node
                : where.equals("asking")
                        ? asking
                        : startNode("--auth-url", application.uri().toString(), "--anonymous-publish", "chat");
        try {
            String body = "[" + " ".repeat(64 << 10) + "{`topic`:`chat`,`data`:`x`}]";
            HttpResponse<String> answer = user == null
                    ? post(at, body, "Cookie", "known=1", "Origin", "http://127.0.0.1:" + at.port())
                    : post(at, body, "Authorization", "Bearer " + Tokens.of(user));
            assertEquals(status, answer.statusCode(), answer.body());
            assertEquals(status == 413 || user == null ? 0 : 1, application.requests());
        } finally {
            if (where.equals("off-limits")) {
                at.close();
            }
        }
    }

    @Test
    void tooLongQuestionRefusesOnlyItsItems() throws Exception {
        String many = IntStream.range(0, 100)
                .mapToObj(i -> items("a".repeat(50) + i))
                .collect(Collectors.joining(",", "[" + items("all") + ",", "]"));
        List<Integer> statuses = statuses(post(asking, many, "Authorization", "Bearer " + Tokens.of("ann")));
        assertEquals(200, statuses.get(0));
        assertEquals(List.of(400), statuses.stream().skip(1).distinct().toList());
    }
}
