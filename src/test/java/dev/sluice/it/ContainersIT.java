package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import dev.sluice.testing.WarProcess;
import dev.sluice.testing.WarProcess.Container;
import dev.sluice.testing.WarProcess.Setup;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** The WAR in each container, at the root and under a path, over HTTP/1.1 and HTTP/2. OldTomcatIT has a short case. */
@Tag("long")
class ContainersIT {
    private static final List<String> MANY =
            IntStream.range(0, 100).mapToObj(String::valueOf).toList();

    /** More than the JDK's client takes unread: 16 MiB of a stream of HTTP/2. */
    private static final int TOO_MANY = 40;

    static Stream<Setup> setups() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of("", "/sluice").map(path -> new Setup(container, path, true, 0, "")));
    }

    private static Map<String, String> settings(RedisProcess redis) {
        return Map.of(
                "SLUICE_REDIS_URL", redis.url(),
                "SLUICE_HTTP_PUBLISH", "on",
                "SLUICE_HEARTBEAT", "500ms",
                "SLUICE_STALL_TIMEOUT", "2s",
                "SLUICE_DRAIN_TIME", "2s");
    }

    private static HttpResponse<String> send(HttpClient browser, WarProcess war, String method, String path)
            throws Exception {
        HttpRequest.BodyPublisher body =
                method.equals("POST") ? BodyPublishers.ofString("an event") : BodyPublishers.noBody();
        return browser.send(
                HttpRequest.newBuilder(war.uri(path)).method(method, body).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitConnections(HttpClient browser, WarProcess war, int count) throws Exception {
        Await.until(
                count + " connections",
                () -> send(browser, war, "GET", "/metrics").body().contains("\nsluice_connections " + count + ".0\n"));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyContainerServesBothVersions(Setup setup) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                WarProcess war = setup.start(settings(redis))) {
            for (Version version : Version.values()) {
                HttpClient browser = HttpClient.newBuilder().version(version).build();
                assertEquals(version, send(browser, war, "GET", "/health/live").version());
                everyEndpointAnswers(browser, war);
                closedTabGivesItsMessageBack(browser, war, client);
                slowReaderIsCutAlone(browser, war, client);
            }
        }
    }

    private static void everyEndpointAnswers(HttpClient browser, WarProcess war) throws Exception {
        Await.until("ready", () -> send(browser, war, "GET", "/health/ready").statusCode() == 200);
        for (String path : List.of("/", "/sluice.js", "/chat.html", "/metrics", "/health/accepting")) {
            assertEquals(200, send(browser, war, "GET", path).statusCode(), path);
        }
        assertEquals(201, send(browser, war, "POST", "/topics/chat").statusCode());
        HttpResponse<String> history = send(browser, war, "GET", "/topics/chat/events?last=1");
        assertTrue(history.body().contains("an event"), history.body());
        assertEquals(404, send(browser, war, "GET", "/nothing").statusCode());
        assertEquals(400, send(browser, war, "POST", "/ack").statusCode(), "without ids");
        assertEquals(403, send(browser, war, "GET", "/sse?queue=not-served").statusCode());
    }

    private static void closedTabGivesItsMessageBack(HttpClient browser, WarProcess war, Jedis client)
            throws Exception {
        try (HttpStream watching =
                HttpStream.open(browser, war.uri("/sse?topic=chat")).awaitConnected()) {
            for (int i = 0; i < 20; i++) {
                HttpStream tab = HttpStream.open(browser, war.uri("/sse")).awaitConnected();
                client.lpush("message_list", "m" + i);
                tab.awaitMessages(1).close();
                awaitConnections(browser, war, 1);
            }
            assertTrue(!watching.isEnded(), "the other tabs took it along");
            Await.until("their return", () -> client.llen("message_list") == 20);
            try (HttpStream next = HttpStream.open(browser, war.uri("/sse")).awaitConnected()) {
                next.awaitMessages(20);
                assertEquals(20, new HashSet<>(next.messages()).size());
                Claims.awaitSettled(client);
            }
        }
        awaitConnections(browser, war, 0);
    }

    private static void slowReaderIsCutAlone(HttpClient browser, WarProcess war, Jedis client) throws Exception {
        try (HttpStream slow = HttpStream.openUnread(browser, war.uri("/sse"));
                HttpStream other =
                        HttpStream.open(browser, war.uri("/sse?topic=chat")).awaitConnected()) {
            awaitConnections(browser, war, 2);
            StuckBrowser.tooMuch(TOO_MANY).forEach(message -> client.lpush("message_list", message));
            Claims.awaitSome(client);
            awaitConnections(browser, war, 1);
            Claims.awaitNone(client);
            assertTrue(client.llen("message_list") > 0, "all were taken");
            assertTrue(!other.isEnded(), "the slow one took it along");
        }
        client.del("message_list");
        awaitConnections(browser, war, 0);
    }

    @ParameterizedTest
    @MethodSource("setups")
    void stopDeliversNothingAgain(Setup setup) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess next = NodeProcess.start(redis);
                WarProcess war = setup.start(settings(redis))) {
            List<HttpStream> streams = new ArrayList<>();
            for (Version version : Version.values()) {
                HttpClient browser = HttpClient.newBuilder().version(version).build();
                for (int i = 0; i < 3; i++) {
                    streams.add(HttpStream.open(browser, war.uri("/sse")).awaitConnected());
                }
            }
            for (String message : MANY) {
                client.lpush("message_list", message);
                if (message.equals("50")) {
                    war.process().signal("TERM");
                }
            }
            Await.until("the end of all streams", () -> streams.stream().allMatch(HttpStream::isEnded));
            war.process().exitValue();
            List<String> received = new ArrayList<>();
            streams.forEach(stream -> received.addAll(stream.messages()));
            try (EventStream rest = EventStream.open(next.uri("/sse")).awaitConnected()) {
                rest.awaitMessages(MANY.size() - received.size());
                Claims.awaitSettled(client);
                received.addAll(rest.messages());
            }
            assertEquals(
                    MANY,
                    received.stream()
                            .sorted((a, b) -> Integer.valueOf(a) - Integer.valueOf(b))
                            .toList());
        }
    }

    @DisplayName("The limit auto leaves room for health checks in containers that take few connections")
    @ParameterizedTest
    @EnumSource
    void automaticLimitKnowsTheContainers(Container container) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                WarProcess war = new Setup(container, "", false, 8, "").start(settings(redis))) {
            List<HttpStream> streams = new ArrayList<>();
            HttpClient browser =
                    HttpClient.newBuilder().version(Version.HTTP_1_1).build();
            for (int i = 0; i < 6; i++) {
                streams.add(HttpStream.open(browser, war.uri("/sse")).awaitConnected());
            }
            HttpStream refused = HttpStream.open(browser, war.uri("/sse"));
            Await.until("the end of one too many", refused::isEnded);
            assertTrue(refused.hasRetry(), "it may come back");
            assertEquals(200, send(browser, war, "GET", "/health/ready").statusCode());
            streams.forEach(HttpStream::close);
        }
    }
}
