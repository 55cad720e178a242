package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.OpenApi;
import dev.sluice.testing.OpenApi.Operation;
import dev.sluice.testing.OpenApi.Parameter;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each operation of {@code docs/openapi.yaml}, asked well and badly: all that comes is declared there. */
class OpenApiIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_MESSAGE_BYTES = 1_000;

    /** Answers that take a slow client, a failure, or more requests than fit. */
    private static final Set<Integer> UNTRIED = Set.of(408, 500);

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String FOREIGN = "Sec-Fetch-Site: cross-site";
    private static final String EXAMPLE_CONNECTION = "JelGFD71Vq3ZxAbcdefghijk";
    private static final String DIRECT = "/direct?connection=" + EXAMPLE_CONNECTION;
    private static final String ADMIN = "a-secret-of-all-operators";
    private static final String OPERATOR = "Authorization: Bearer " + ADMIN;
    /** The operations that need it. */
    private static final Set<String> OF_OPERATORS = Set.of("sendDirectly", "listConnections", "endConnections");

    private static final String PUBLICATION = "{\"queue\":\"message_list\",\"data\":\"Hello\"}";
    private static final String RENEW = "/renew?connection=" + EXAMPLE_CONNECTION;
    private static final String LONG_HEAD = "Cookie: a=" + "x".repeat(70_000);
    /** A node that was told of no Redis refuses such a request. */
    private static final String FORWARDED = "Via: 1.1 proxy";

    private static final int TOO_MANY = 429;

    /** A node with access control is asked. */
    private static final String GUARDED = "X-Node: guarded";

    /** An address whose limits on that node are one each. */
    private static final String STRANGER = "X-Forwarded-For: 203.0.113.7";

    private static final String TOKEN = "Authorization: Bearer " + token("ann");

    private static OpenApi description;
    private static RedisProcess redis;
    private static NodeProcess node;
    private static NodeProcess nodeWithoutRedis;
    private static NodeProcess guarded;
    /** A stream on the guarded node. */
    private static EventStream open;
    /** The only one that its address may have. */
    private static EventStream stranger;

    /**
     * A request and the status of its answer.
     *
     * @param target the path with its parameters
     * @param headers each with its name
     */
    private record Case(String operation, int status, String target, byte[] body, List<String> headers) {
        Case(String operation, int status, String target, String body, String... headers) {
            this(operation, status, target, body.getBytes(StandardCharsets.UTF_8), List.of(headers));
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("openStream", 200, "/sse", ""),
            new Case("openStream", 200, "/sse?queue=message_list&topic=chat&topic=sse_messages&last=2&_=1", ""),
            new Case("openStream", 200, "/sse?topic%5B%5D=chat&lastEventID=1-0&heartbeat=event", ""),
            new Case("openStream", 400, "/sse?topics=chat", ""),
            new Case("openStream", 400, "/sse?topic=", ""),
            new Case("openStream", 401, "/sse", "", GUARDED),
            new Case("openStream", 403, "/sse?queue=other", ""),
            new Case("openStream", 403, "/sse", "", FOREIGN),
            new Case("openStream", 406, "/sse", "", "Accept: text/html"),
            new Case("openStream", 429, "/sse?queue=inbox:open", "", GUARDED, STRANGER),
            new Case("openStream", 431, "/sse", "", LONG_HEAD),
            new Case("confirm", 200, "/ack", "id=AAAAAAAAAAAAAAAAAAAAAAAA-1", "Content-Type: " + FORM),
            new Case("confirm", 204, "/ack", "id=1700000000000-0&other=1", "Content-Type: text/plain"),
            new Case("confirm", 204, "/ack?id=1700000000000-0", "", FOREIGN),
            new Case("confirm", 400, "/ack", "", "Content-Type: " + FORM),
            new Case("confirm", 400, "/ack", "id=x!"),
            new Case("confirm", 413, "/ack", "id=" + "x".repeat(330_000)),
            new Case("confirm", 415, "/ack", "{}", "Content-Type: application/json"),
            new Case("confirm", 431, "/ack", "", LONG_HEAD),
            new Case("confirm", 503, "/ack", "id=1-0", FORWARDED),
            new Case("renew", 200, RENEW, "", GUARDED, TOKEN),
            new Case("renew", 400, "/renew", "", GUARDED, TOKEN),
            new Case("renew", 401, RENEW, "", GUARDED),
            new Case("renew", 403, RENEW, "", GUARDED, "Authorization: Bearer " + token("bob")),
            new Case("renew", 404, RENEW + "x", "", GUARDED, TOKEN),
            new Case("renew", 429, RENEW, "", GUARDED, STRANGER),
            new Case("renew", 431, RENEW, "", GUARDED, LONG_HEAD),
            new Case("renew", 503, RENEW, "", FORWARDED),
            new Case("sendDirectly", 200, DIRECT, "Hello", OPERATOR),
            new Case("sendDirectly", 200, "/direct?user=ann&event=note", "Hello", OPERATOR),
            new Case("sendDirectly", 400, "/direct", "Hello", OPERATOR),
            new Case("sendDirectly", 400, DIRECT, new byte[] {-1}, List.of(OPERATOR)),
            new Case("sendDirectly", 401, DIRECT, "Hello"),
            new Case("sendDirectly", 401, DIRECT, "Hello", GUARDED),
            new Case("sendDirectly", 403, DIRECT, "Hello", GUARDED, TOKEN),
            new Case("sendDirectly", 403, DIRECT, "Hello", FOREIGN),
            new Case("sendDirectly", 404, "/direct?user=nobody", "Hello", OPERATOR),
            new Case("sendDirectly", 413, DIRECT, "x".repeat(MAX_MESSAGE_BYTES + 1), OPERATOR),
            new Case("sendDirectly", 429, DIRECT, "Hello", GUARDED, STRANGER),
            new Case("sendDirectly", 431, DIRECT, "Hello", LONG_HEAD),
            new Case("sendDirectly", 503, DIRECT, "Hello", FORWARDED),
            new Case("listConnections", 200, "/connections", "", OPERATOR),
            new Case("listConnections", 200, "/connections?user=ann&channel=inbox:open&limit=1", "", OPERATOR),
            new Case("listConnections", 400, "/connections?after=x", "", OPERATOR),
            new Case("listConnections", 401, "/connections", ""),
            new Case("listConnections", 403, "/connections", "", GUARDED),
            new Case("listConnections", 431, "/connections", "", LONG_HEAD),
            new Case("listConnections", 503, "/connections", "", FORWARDED, OPERATOR),
            new Case("endConnections", 200, "/connections?user=nobody", "", OPERATOR),
            new Case("endConnections", 200, "/connections?node=JelGFD71", "", OPERATOR),
            new Case("endConnections", 400, "/connections", "", OPERATOR),
            new Case("endConnections", 400, "/connections?revoke&user=nobody", "", OPERATOR),
            new Case("endConnections", 401, "/connections?user=nobody", ""),
            new Case("endConnections", 403, "/connections?user=nobody", "", GUARDED),
            new Case("endConnections", 431, "/connections?user=nobody", "", LONG_HEAD),
            new Case("endConnections", 503, "/connections?user=nobody", "", FORWARDED, OPERATOR),
            new Case("publishAll", 200, "/publish", PUBLICATION),
            new Case("publishAll", 200, "/publish", PUBLICATION, "Content-Type: application/x-ndjson"),
            new Case("publishAll", 200, "/publish", "[" + PUBLICATION + ",{\"queue\":\"other\",\"data\":\"x\"}]"),
            new Case("publishAll", 200, "/publish", "[{\"topic\":\"chat\",\"data\":{},\"key\":\"k\"}]"),
            new Case("publishAll", 400, "/publish", "[" + PUBLICATION),
            new Case("publishAll", 400, "/publish?event=a", PUBLICATION),
            new Case("publishAll", 401, "/publish", PUBLICATION, GUARDED),
            new Case("publishAll", 403, "/publish", PUBLICATION, FOREIGN),
            new Case("publishAll", 413, "/publish", " ".repeat((8 << 20) + 1)),
            new Case("publishAll", 429, "/publish", PUBLICATION, GUARDED, STRANGER),
            new Case("publishAll", 431, "/publish", PUBLICATION, LONG_HEAD),
            new Case("publishAll", 503, "/publish", PUBLICATION, FORWARDED),
            new Case("push", 201, "/queues/message_list", "Hello"),
            new Case("push", 401, "/queues/message_list", "Hello", GUARDED),
            new Case("push", 201, "/queues/inbox:a/b%20%C3%BC", "{}", "Content-Type: application/json"),
            new Case("push", 400, "/queues/message_list", new byte[] {-1}, List.of()),
            new Case("push", 400, "/queues/inbox:*", "Hello"),
            new Case("push", 403, "/queues/other", "Hello"),
            new Case("push", 403, "/queues/message_list", "Hello", FOREIGN),
            new Case("push", 409, "/queues/inbox:string", "Hello"),
            new Case("push", 413, "/queues/message_list", "x".repeat(MAX_MESSAGE_BYTES + 1)),
            new Case("push", 429, "/queues/message_list", "Hello", GUARDED, STRANGER),
            new Case("push", 431, "/queues/message_list", "Hello", LONG_HEAD),
            new Case("push", 503, "/queues/message_list", "Hello", FORWARDED),
            new Case("publish", 201, "/topics/chat", "Hello"),
            new Case("publish", 201, "/topics/sse_messages", "Hello"),
            new Case("publish", 400, "/topics/sse_messages?event=a", "Hello"),
            new Case("publish", 400, "/topics/chat?event=a&event=b", "Hello"),
            new Case("publish", 401, "/topics/chat", "Hello", GUARDED),
            new Case("publish", 403, "/topics/other", "Hello"),
            new Case("publish", 409, "/topics/room:string", "Hello"),
            new Case("publish", 413, "/topics/chat", "x".repeat(MAX_MESSAGE_BYTES + 1)),
            new Case("publish", 429, "/topics/chat", "Hello", GUARDED, STRANGER),
            new Case("publish", 431, "/topics/chat", "Hello", LONG_HEAD),
            new Case("publish", 503, "/topics/chat", "Hello", FORWARDED),
            new Case("readHistory", 200, "/topics/room:trimmed/events", ""),
            new Case("readHistory", 200, "/topics/room:trimmed/events?after=1-0&limit=1", ""),
            new Case("readHistory", 200, "/topics/room:trimmed/events?before=5-0&limit=1", ""),
            new Case("readHistory", 200, "/topics/room:empty/events?last=5&token=x", ""),
            new Case("readHistory", 304, "/topics/room:trimmed/events", "", "If-None-Match: *"),
            new Case("readHistory", 400, "/topics/chat/events?after=1-0&before=2-0", ""),
            new Case("readHistory", 400, "/topics/chat/events?last=1&limit=1", ""),
            new Case("readHistory", 400, "/topics/chat/events?last=1&last=1", ""),
            new Case("readHistory", 401, "/topics/chat/events", "", GUARDED),
            new Case("readHistory", 403, "/topics/other/events", ""),
            new Case("readHistory", 404, "/topics/sse_messages/events", ""),
            new Case("readHistory", 409, "/topics/room:string/events", ""),
            new Case("readHistory", 429, "/topics/chat/events", "", GUARDED, STRANGER),
            new Case("readHistory", 431, "/topics/chat/events", "", LONG_HEAD),
            new Case("readHistory", 503, "/topics/chat/events", "", FORWARDED),
            new Case("tellPresence", 200, "/topics/chat/presence", ""),
            new Case("tellPresence", 200, "/topics/room:empty/presence?limit=1&token=x", ""),
            new Case("tellPresence", 400, "/topics/chat/presence?limit=x", ""),
            new Case("tellPresence", 401, "/topics/chat/presence", "", GUARDED),
            new Case("tellPresence", 403, "/topics/other/presence", ""),
            new Case("tellPresence", 404, "/topics/sse_messages/presence", ""),
            new Case("tellPresence", 429, "/topics/chat/presence", "", GUARDED, STRANGER),
            new Case("tellPresence", 431, "/topics/chat/presence", "", LONG_HEAD),
            new Case("tellPresence", 503, "/topics/chat/presence", "", FORWARDED),
            new Case("isLive", 200, "/health/live", ""),
            new Case("isLive", 431, "/health/live", "", LONG_HEAD),
            new Case("isReady", 200, "/health/ready", ""),
            new Case("isReady", 431, "/health/ready", "", LONG_HEAD),
            new Case("isReady", 503, "/health/ready", "", FORWARDED),
            new Case("isAccepting", 200, "/health/accepting", ""),
            new Case("isAccepting", 431, "/health/accepting", "", LONG_HEAD),
            new Case("isAccepting", 503, "/health/accepting", "", FORWARDED),
            new Case("whatIsServed", 200, "/health/serving", ""),
            new Case("whatIsServed", 431, "/health/serving", "", LONG_HEAD),
            new Case("whatIsServed", 503, "/health/serving", "", FORWARDED),
            new Case("readFigures", 200, "/metrics", ""),
            new Case("readFigures", 401, "/metrics", "", GUARDED),
            new Case("readFigures", 431, "/metrics", "", LONG_HEAD));

    @BeforeAll
    static void start() throws Exception {
        description = OpenApi.read();
        redis = RedisProcess.embedded();
        try (Jedis client = redis.client()) {
            client.set("inbox:string", "x");
            client.set("room:string", "x");
            for (int i = 1; i <= 5; i++) {
                client.xadd(
                        "room:trimmed",
                        XAddParams.xAddParams().id(new StreamEntryID(i, 0)),
                        Map.of("data", "x", "event", "greeting"));
            }
            client.xtrim("room:trimmed", 3, false);
        }
        node = NodeProcess.start(
                redis,
                "--http-publish",
                "on",
                "--max-message-bytes",
                String.valueOf(MAX_MESSAGE_BYTES),
                "--queues",
                "message_list,inbox:*",
                "--topics",
                "chat,room:*",
                "--presence",
                "chat,room:*",
                "--admin-token",
                ADMIN);
        nodeWithoutRedis = NodeProcess.start(Map.of("SLUICE_ADMIN_TOKEN", ADMIN));
        guarded = NodeProcess.start(
                redis,
                "--auth-key",
                Tokens.KEY,
                "--metrics-token",
                "figures",
                "--queues",
                "message_list,inbox:open",
                "--presence",
                "chat",
                "--limit-streams-per-address=1",
                "--limit-posts-per-address=1",
                "--limit-histories-per-address=1");
        stranger = EventStream.open(guarded.uri("/sse?queue=inbox:open"), STRANGER, TOKEN)
                .awaitConnected();
        open = EventStream.open(guarded.uri("/sse?queue=inbox:open&token=" + token("ann")))
                .awaitConnected();
        node.awaitReady();
        Await.until(
                "the record of the stream",
                () -> node.get("/connections?user=ann", OPERATOR.split(": "))
                        .body()
                        .contains("\"ann\""));
    }

    @AfterAll
    static void stop() throws Exception {
        open.close();
        stranger.close();
        guarded.close();
        nodeWithoutRedis.close();
        node.close();
        redis.close();
    }

    private static String token(String user) {
        return Tokens.of(user, 3600, Map.of("sluice", Map.of("take", List.of("inbox:open"))));
    }

    static List<Operation> operations() throws Exception {
        return OpenApi.read().operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void answersAndDescriptionAreTheSame(Operation operation) throws Exception {
        Set<Integer> declared = new HashSet<>(operation.responses().keySet());
        declared.removeAll(UNTRIED);
        if (Set.of("isLive", "readFigures").contains(operation.id())) {
            declared.remove(503); // only if the process is broken, or too many ask
        }
        Set<Integer> came = new HashSet<>();
        for (Case one : CASES) {
            if (one.operation().equals(operation.id())) {
                NodeProcess asked = one.headers().contains(FORWARDED)
                        ? nodeWithoutRedis
                        : one.headers().contains(GUARDED) ? guarded : node;
                int status = ask(operation, asked, one.target(), one.body(), one.headers());
                if (one.status() == TOO_MANY) { // the second one in a second
                    Await.until(
                            "a refusal by a limit",
                            () -> ask(operation, asked, one.target(), one.body(), one.headers()) == TOO_MANY);
                } else {
                    assertEquals(one.status(), status, one.target() + one.headers());
                }
                came.add(one.status());
            }
        }
        assertEquals(declared, came);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aDeclaredParameterIsTaken(Operation operation) throws Exception {
        for (Parameter parameter : operation.parameters()) {
            if (parameter.name().equals("revoke")) {
                continue; // needs a user, and keys of tokens
            }
            switch (parameter.in()) {
                case "query" -> assertTaken(operation, target(operation, parameter, parameter.example(), 1), List.of());
                case "header" ->
                    assertTaken(
                            operation, operation.examplePath(), List.of(parameter.name() + ": " + parameter.example()));
                default -> assertTaken(operation, operation.examplePath(), List.of());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anotherParameterIsTreatedAsDeclared(Operation operation) throws Exception {
        String target = operation.examplePath() + "?undeclared=1" + neededToBeTaken(operation);
        if (operation.refusesOtherParameters()) {
            assertEquals(400, ask(operation, target, List.of()));
        } else {
            assertTaken(operation, target, List.of());
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theBoundsOfParametersAreTrue(Operation operation) throws Exception {
        for (Parameter parameter : operation.parameters()) {
            if (!parameter.in().equals("query")) {
                continue;
            }
            for (String value : edges(parameter)) {
                assertTaken(operation, target(operation, parameter, value, 1), List.of());
            }
            for (String value : badValues(parameter)) {
                String target = target(operation, parameter, value, 1);
                assertEquals(400, ask(operation, target, List.of()), target);
            }
            if (parameter.mostTimes() > 1) {
                int most = parameter.mostTimes();
                assertTaken(operation, target(operation, parameter, parameter.example(), most), List.of());
                String tooOften = target(operation, parameter, parameter.example(), most + 1);
                assertEquals(400, ask(operation, tooOften, List.of()), parameter.name());
            }
        }
    }

    private static List<String> edges(Parameter parameter) {
        JsonNode schema = parameter.schema();
        return Stream.of("minimum", "maximum")
                .filter(schema::has)
                .map(bound -> schema.get(bound).asString())
                .toList();
    }

    private static List<String> badValues(Parameter parameter) {
        JsonNode schema = parameter.schema();
        List<String> bad = new ArrayList<>();
        if (schema.has("minimum")) {
            bad.add(String.valueOf(schema.get("minimum").intValue() - 1));
        }
        if (schema.has("maximum")) {
            bad.add(String.valueOf(schema.get("maximum").intValue() + 1));
        }
        for (String candidate : List.of("", "*", "x*", "x\n", "x".repeat(600), "sluice:x", "open", "5", "1.5")) {
            if (!description.faults(schema, value(schema, candidate)).isEmpty()) {
                bad.add(candidate);
            }
        }
        return bad;
    }

    /** What a schema takes a parameter's text for. */
    private static JsonNode value(JsonNode schema, String text) {
        boolean isNumber = schema.path("type").asString("").equals("integer") && text.matches("[0-9]+");
        return isNumber ? JSON.valueToTree(Integer.valueOf(text)) : JSON.valueToTree(text);
    }

    /** The operation's example with this parameter so often. */
    private static String target(Operation operation, Parameter parameter, String value, int times) {
        String pair = parameter.name() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        String needed =
                List.of("id", "connection", "user").contains(parameter.name()) ? "" : neededToBeTaken(operation);
        return operation.examplePath() + "?" + String.join("&", Collections.nCopies(times, pair)) + needed;
    }

    private static String neededToBeTaken(Operation operation) {
        return operation.parameters().stream()
                .filter(parameter -> List.of("id", "connection").contains(parameter.name()))
                .map(parameter -> "&" + parameter.name() + "=" + parameter.example())
                .collect(Collectors.joining());
    }

    private static void assertTaken(Operation operation, String target, List<String> headers) throws Exception {
        int status = ask(operation, target, headers);
        assertTrue(status < 400, target + headers + ": " + status);
    }

    private static int ask(Operation operation, String target, List<String> headers) throws Exception {
        if (OF_OPERATORS.contains(operation.id())) {
            return ask(
                    operation,
                    node,
                    target,
                    new byte[0],
                    Stream.concat(headers.stream(), Stream.of(OPERATOR)).toList());
        }
        if (!operation.id().equals("renew")) {
            // An empty body is a message, but no list of messages.
            String body = operation.id().equals("publishAll") ? "[]" : "";
            return ask(operation, node, target, body.getBytes(StandardCharsets.UTF_8), headers);
        }
        List<String> withToken =
                Stream.concat(headers.stream(), Stream.of(TOKEN)).toList();
        return ask(operation, guarded, target, new byte[0], withToken);
    }

    /** Asks, and checks that the answer is declared. */
    private static int ask(Operation operation, NodeProcess asked, String target, byte[] body, List<String> headers)
            throws Exception {
        String connection =
                JSON.readTree(open.events().get(0).data()).get("connection").asString();
        HttpRequest.Builder request = HttpRequest.newBuilder(asked.uri(target.replace(EXAMPLE_CONNECTION, connection)));
        request.method(
                operation.method(),
                operation.method().equals("POST") ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
        headers.stream().map(header -> header.split(": ", 2)).forEach(header -> request.header(header[0], header[1]));
        HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            String type = answer.headers().firstValue("Content-Type").orElse("");
            // A stream does not end.
            byte[] content = type.startsWith("text/event-stream") ? new byte[0] : in.readAllBytes();
            assertDeclared(operation, target, answer, type, new String(content, StandardCharsets.UTF_8));
        }
        return answer.statusCode();
    }

    private static void assertDeclared(
            Operation operation, String target, HttpResponse<?> answer, String type, String content) {
        String what = operation + " " + target + ": " + answer.statusCode() + " " + type + " " + content;
        JsonNode response = operation.responses().get(answer.statusCode());
        assertTrue(response != null, what);
        response.path("headers").properties().forEach(header -> {
            JsonNode declared = description.target(header.getValue());
            Optional<String> value = answer.headers().firstValue(header.getKey());
            assertTrue(value.isPresent(), header.getKey() + " of " + what);
            assertFits(declared.get("schema"), JSON.valueToTree(value.get()), what);
        });
        if (!response.has("content")) {
            assertEquals("", type + content, what);
            return;
        }
        Optional<JsonNode> schema = description.schemaOfBody(response, type);
        assertTrue(schema.isPresent(), what);
        if (type.endsWith("json")) {
            JsonNode value = JSON.readTree(content);
            assertFits(schema.get(), value, what);
            if (type.contains("problem")) {
                assertEquals(answer.statusCode(), value.get("status").intValue(), what);
            }
        }
    }

    private static void assertFits(JsonNode schema, JsonNode value, String what) {
        assertEquals(List.of(), description.faults(schema, value), what);
    }

    @Test
    void theCheckFindsWhatIsWrong() {
        JsonNode problem = schema("Problem");
        JsonNode good =
                JSON.readTree("{\"type\": \"about:blank\", \"title\": \"a\", \"status\": 400, \"detail\": \"b\"}");
        assertEquals(List.of(), description.faults(problem, good));
        for (String bad : List.of(
                "{}", good.toString().replace("400", "\"400\""), good.toString().replace("{", "{\"more\":1,"))) {
            assertNotEquals(List.of(), description.faults(problem, JSON.readTree(bad)), bad);
        }
    }

    @Test
    void theDataOfOwnEventsIsDeclared() throws Exception {
        try (EventStream stream = EventStream.open(
                        node.uri("/sse?queue=message_list&topic=room:trimmed&topic=sse_messages&after=1-0"))
                .awaitPlaced()) {
            Await.until(
                    "the gap",
                    () -> stream.events().stream()
                            .anyMatch(event -> event.type().equals("sluice:gap")));
            assertFits(schema("Connected"), data(stream, "sluice:connected"), "connected");
            assertFits(schema("GapEvent"), data(stream, "sluice:gap"), "gap");
        }
    }

    private static JsonNode schema(String name) {
        return description.document().requiredAt("/components/schemas/" + name);
    }

    private static JsonNode data(EventStream stream, String type) {
        return stream.events().stream()
                .filter(event -> event.type().equals(type))
                .map(event -> JSON.readTree(event.data()))
                .findFirst()
                .orElseThrow();
    }
}
