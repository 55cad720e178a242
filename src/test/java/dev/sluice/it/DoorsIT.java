package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** Every endpoint, asked in every way that it must not answer: in the jar, in Tomcat and in Jetty. */
class DoorsIT {
    private static final Map<String, String> SETTINGS = Map.of(
            "SLUICE_HTTP_PUBLISH",
            "on",
            "SLUICE_QUEUES",
            "message_list,inbox:*",
            "SLUICE_ALLOWED_ORIGINS",
            "https://shop.example,https://*.wild.example",
            "SLUICE_IGNORED_PARAMETERS",
            "utm_*",
            "SLUICE_PRESENCE",
            "chat");

    enum Place {
        JAR,
        TOMCAT,
        JETTY
    }

    /** A request, and its status if nothing is wrong with it. */
    private record Endpoint(String method, String path, int status) {}

    private static final List<Endpoint> WITH_PARAMETERS = List.of(
            new Endpoint("GET", "/sse", 200),
            new Endpoint("POST", "/queues/message_list", 201),
            new Endpoint("POST", "/topics/chat", 201),
            new Endpoint("GET", "/topics/chat/events", 200),
            new Endpoint("GET", "/topics/chat/presence", 200),
            new Endpoint("POST", "/publish", 400),
            new Endpoint("POST", "/direct", 400),
            new Endpoint("POST", "/ack", 400));

    private static final List<String> PATHS = List.of(
            "/sse",
            "/queues/message_list",
            "/topics/chat",
            "/topics/chat/events",
            "/topics/chat/presence",
            "/publish",
            "/direct",
            "/connections",
            "/ack",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/",
            "/index.html",
            "/sluice.js",
            "/nothing");

    private static RedisProcess redis;
    private static Jedis client;
    private static NodeProcess jar;
    private static WarProcess tomcat;
    private static WarProcess jetty;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
        Map<String, String> environment = new HashMap<>(SETTINGS);
        environment.put("SLUICE_REDIS_URL", redis.url());
        Parts.startAll(
                () -> jar = NodeProcess.start(environment),
                () -> tomcat = WarProcess.start(WarProcess.Container.TOMCAT, environment, ""),
                () -> jetty = WarProcess.start(WarProcess.Container.JETTY, environment, ""));
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(jetty, tomcat, jar, client, redis);
    }

    private static int port(Place place) {
        return switch (place) {
            case JAR -> jar.port();
            case TOMCAT -> tomcat.port();
            case JETTY -> jetty.port();
        };
    }

    private static HttpText ask(Place place, String method, String target, String... headers) throws Exception {
        return HttpText.ask(port(place), method, target, headers);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRightIsAnswered(Place place) throws Exception {
        for (Endpoint endpoint : WITH_PARAMETERS) {
            for (String query : List.of("", "?_=1", "?utm_source=a&_x=b", "?")) {
                HttpText answer = ask(place, endpoint.method(), endpoint.path() + query);
                assertEquals(endpoint.status(), answer.status(), endpoint + query + answer);
            }
        }
        for (String query :
                List.of("topic%5B%5D=chat", "topic%5B0%5D=chat&topic%5B1%5D=chat", "topic=chat&lastEventID=x")) {
            HttpText answer = ask(place, "GET", "/sse?" + query);
            assertTrue(answer.text().contains("\"queues\":[]"), query + answer);
            assertTrue(answer.text().contains("\"topics\":[\"chat\"]"), query + answer);
        }
    }

    /** Tomcat refuses brackets that are not encoded by itself, unless its connector has relaxedQueryChars. */
    @Test
    void acceptsListsOfPhpAndAxios() throws Exception {
        for (Place place : List.of(Place.JAR, Place.JETTY)) {
            for (String query : List.of("topic[]=chat", "topic[0]=chat&topic[1]=chat")) {
                assertTrue(ask(place, "GET", "/sse?" + query).text().contains("\"topics\":[\"chat\"]"), query);
            }
        }
    }

    @Test
    void longCookiesAndManyChannelsAreTaken() throws Exception {
        for (int bytes : new int[] {9_000, 60_000}) {
            HttpText answer = ask(Place.JAR, "GET", "/sse", "Cookie: a=" + "x".repeat(bytes));
            assertEquals(200, answer.status(), answer.toString());
        }
        String query = IntStream.range(0, 100)
                .mapToObj(i -> "queue=inbox:" + i + "x".repeat(86))
                .collect(Collectors.joining("&"));
        HttpText answer = ask(Place.JAR, "GET", "/sse?" + query);
        assertEquals(200, answer.status(), answer.toString());
        assertEquals(
                431,
                ask(Place.JAR, "GET", "/sse", "Cookie: a=" + "x".repeat(70_000)).status());
    }

    @Test
    void connectionOutlastsBalancersIdleTimeouts() throws Exception {
        assertTrue(jar.process().output().contains(" keep-alive=PT2M "), "the default, of which a test cannot wait");
        try (NodeProcess node = NodeProcess.start(redis, "--keep-alive", "1s");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes(); // ends, since the node closes
        }
    }

    static Stream<Arguments> unknownParameters() {
        return Stream.of(Place.values())
                .flatMap(place -> WITH_PARAMETERS.stream().map(endpoint -> Arguments.of(place, endpoint)));
    }

    @ParameterizedTest
    @MethodSource("unknownParameters")
    void unknownParameterIsRefusedWithALikelyOne(Place place, Endpoint endpoint) throws Exception {
        client.lpush("message_list", "stays");
        try {
            for (String name : List.of(
                    "topics", "queues", "channel", "Topic", "QUEUE", "foo", "lastevent", "topic%5Ba%5D", "callback")) {
                HttpText answer = ask(place, endpoint.method(), endpoint.path() + "?" + name + "=x");
                assertEquals(400, answer.status(), name + answer);
                assertTrue(
                        answer.text()
                                .contains("There is no parameter \\\""
                                        + name.replace("%5B", "[").replace("%5D", "]") + "\\\""),
                        answer.toString());
                assertTrue(answer.text().contains("application/problem+json"), answer.toString());
            }
            if (endpoint.path().equals("/sse")) {
                HttpText answer = ask(place, "GET", "/sse?topics=x");
                assertTrue(answer.text().contains("Perhaps you meant \\\"topic\\\""), answer.toString());
            }
            Await.until(
                    "the message", () -> client.lrange("message_list", 0, -1).contains("stays"));
        } finally {
            client.del("message_list");
        }
    }

    @ParameterizedTest
    @EnumSource
    void pathsThatProxiesReadDifferentlyAreRefused(Place place) throws Exception {
        for (String path : PATHS) {
            List<String> tricks = new ArrayList<>(List.of(
                    path + ";a",
                    path + ";",
                    "/" + path,
                    "/x/.." + path,
                    "/x/..;" + path,
                    "/." + path,
                    "/x/%2e%2e" + path,
                    "/;x" + path,
                    path + "%2f",
                    path + "%5c",
                    path + ";?queue=inbox:42"));
            for (String trick : tricks) {
                HttpText answer = ask(place, "GET", trick);
                assertEquals(400, answer.status(), place + " " + trick + " " + answer);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noPathTakesTrace(Place place) throws Exception {
        for (String path : PATHS) {
            for (String method : List.of("TRACE", "CONNECTED", "PATCH")) {
                int status = ask(place, method, path).status();
                assertTrue(
                        List.of(400, 403, 405, 501).contains(status),
                        place + " " + method + " " + path + ": " + status);
            }
            String options = ask(place, "OPTIONS", path).text();
            assertTrue(!options.contains("TRACE"), options);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNavigationGetsASentenceAndTakesNothing(Place place) throws Exception {
        client.lpush("message_list", "stays");
        for (String header : List.of(
                "Accept: text/html,application/xhtml+xml",
                "Accept: TEXT/HTML",
                "Accept: application/xhtml+xml",
                "Upgrade-Insecure-Requests: 1",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: iframe",
                "Sec-Fetch-Dest: document",
                "Sec-Fetch-Dest: object")) {
            HttpText answer = ask(place, "GET", "/sse", header);
            assertEquals(406, answer.status(), header);
            assertTrue(answer.text().contains("new EventSource"), answer.toString());
        }
        for (String header : List.of(
                "Referer: http://evil.example/page",
                "Origin: null",
                "Origin: http://evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            assertEquals(403, ask(place, "GET", "/sse", header).status(), header);
        }
        // A stream of another test, whose end the container has not noticed, may have had it for a moment.
        Await.until("the message", () -> client.lrange("message_list", 0, -1).equals(List.of("stays")));
        client.del("message_list");
        assertEquals(
                200,
                ask(place, "GET", "/sse", "Sec-Fetch-Dest: empty", "Referer: http://localhost/page")
                        .status());
    }

    @ParameterizedTest
    @EnumSource
    void framesAreForbidden(Place place) throws Exception {
        for (String path : List.of("/", "/chat.html", "/sse", "/health/live")) {
            String head = ask(place, "GET", path).text();
            assertTrue(head.contains("X-Frame-Options: DENY"), head);
            assertTrue(head.contains("frame-ancestors 'none'"), head);
        }
    }

    @ParameterizedTest
    @EnumSource
    void preflightsOfAllowedOriginsAreAnswered(Place place) throws Exception {
        for (String path : List.of("/sse", "/topics/chat", "/topics/chat/events", "/ack", "/queues/message_list")) {
            String[] asked = {"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: last-event-id"};
            HttpText answer = ask(place, "OPTIONS", path, asked[0], asked[1], "Origin: https://shop.example");
            assertEquals(204, answer.status());
            for (String line : List.of(
                    "Access-Control-Allow-Origin: https://shop.example",
                    "Access-Control-Allow-Credentials: true",
                    "Access-Control-Allow-Methods: GET, POST, DELETE",
                    "Access-Control-Allow-Headers: Authorization, Cache-Control, Content-Type, Last-Event-ID")) {
                assertTrue(answer.text().contains(line), answer.toString());
            }
            HttpText wild = ask(place, "OPTIONS", path, asked[0], asked[1], "Origin: https://a.wild.example");
            assertEquals(204, wild.status());
            assertTrue(!wild.text().contains("Allow-Credentials"), wild.toString());
            HttpText other = ask(place, "OPTIONS", path, asked[0], asked[1], "Origin: https://evil.example");
            assertTrue(!other.text().contains("Access-Control-Allow"), other.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyOwnAndAllowedPagesMayPost(Place place) throws Exception {
        for (String path : List.of("/queues/message_list", "/topics/chat")) {
            assertEquals(
                    403, ask(place, "POST", path, "Sec-Fetch-Site: cross-site").status());
            for (String origin :
                    List.of("Origin: http://evil.example", "Origin: capacitor://localhost", "Sec-Fetch-Site: none")) {
                assertEquals(403, ask(place, "POST", path, origin).status(), origin);
            }
            assertEquals(
                    403,
                    ask(place, "POST", path, "Origin: http://localhost", "X-Forwarded-Proto: https")
                            .status());
            assertEquals(
                    201,
                    ask(place, "POST", path, "Origin: https://shop.example").status());
            assertEquals(
                    201, ask(place, "POST", path, "Origin: http://LOCALHOST:80").status());
            assertEquals(
                    201, ask(place, "POST", path, "Origin: https://localhost").status(), "TLS ends at a proxy");
            assertEquals(
                    201,
                    ask(
                                    place,
                                    "POST",
                                    path,
                                    "Origin: http://intranet.example",
                                    "X-Forwarded-Host: evil.example, intranet.example")
                            .status());
            assertEquals(
                    403,
                    ask(
                                    place,
                                    "POST",
                                    path,
                                    "Origin: http://evil.example",
                                    "X-Forwarded-Host: evil.example, intranet.example")
                            .status());
        }
        client.del("message_list");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsNoFormIsNamed(Place place) throws Exception {
        for (String type : List.of("application/xml", "application/octet-stream", "multipart/form-data; boundary=x")) {
            HttpText answer = ask(place, "POST", "/ack", "Content-Type: " + type);
            assertEquals(415, answer.status(), answer.toString());
            assertTrue(answer.text().contains("The body has the type " + type.split(";")[0]), answer.toString());
        }
    }

    @Test
    void whatATokenGivesNobodyMayKeep() throws Exception {
        assertTrue(ask(Place.JAR, "GET", "/topics/chat/events?token=x").text().contains("Cache-Control: no-store"));
        assertTrue(ask(Place.JAR, "GET", "/topics/chat/events").text().contains("Cache-Control: private, no-cache"));
    }

    @Test
    void aRefusedOriginIsLoggedOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask(Place.JAR, "GET", "/sse", "Origin: https://logged.example");
        }
        jar.awaitLogged("Refused a page of the origin https://logged.example");
        assertEquals(1, jar.logged("https://logged.example"));
    }
}
