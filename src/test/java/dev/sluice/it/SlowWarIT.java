package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.SlowClients;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.WarProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** In Tomcat, with fewer threads than there are clients that are slow. */
class SlowWarIT {
    private static final int CLIENTS = 40;
    private static final String BODY = "id=abcdefgh0123456789ABCDEF-1";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String FORM = "application/x-www-form-urlencoded";

    private static int status(URI uri, HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        if (body != null) {
            request.POST(body).header("Content-Type", FORM);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static void assertEverythingElseWorks(WarProcess war, Jedis client) throws Exception {
        assertEquals(200, status(war.uri("/health/live"), null));
        assertEquals(200, status(war.uri("/topics/chat/events?limit=1"), null));
        assertEquals(201, status(war.uri("/topics/chat"), HttpRequest.BodyPublishers.ofString("posted")));
        assertEquals(200, status(war.uri("/ack"), HttpRequest.BodyPublishers.ofString(BODY)));
        try (EventStream stream = EventStream.open(war.uri("/sse")).awaitConnected()) {
            client.lpush("message_list", "1");
            stream.awaitMessages(1);
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void slowReadersAndSlowBodiesKeepNobodyWaiting() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                WarProcess war = WarProcess.start(
                        WarProcess.Container.TOMCAT,
                        Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_HTTP_PUBLISH", "on"),
                        "maxThreads=\"20\"");
                SlowClients readers = new SlowClients(war.port());
                SlowClients posters = new SlowClients(war.port())) {
            for (int i = 0; i < 8; i++) {
                client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "x".repeat(900_000)));
            }
            readers.open(CLIENTS, "GET /topics/chat/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEverythingElseWorks(war, client);
            for (String path : List.of("/topics/chat", "/ack")) {
                String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + FORM
                        + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
                posters.drip(CLIENTS, head, BODY, Duration.ofSeconds(2));
            }
            String chunked = "POST /ack HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
            posters.drip(
                    CLIENTS, chunked, "1;" + "x".repeat(50), Duration.ofSeconds(2)); // never the end of a chunk's head
            assertEverythingElseWorks(war, client);
            for (String answer : posters.awaitAnswers()) {
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            }
            assertEverythingElseWorks(war, client);
        }
    }

    /** Tomcat would read such a body to its end, with a thread that waits for each byte. */
    @ParameterizedTest
    @EnumSource(names = "TOMCAT_10")
    void slowBodiesThatNothingReadsAreDropped(WarProcess.Container container) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                WarProcess war = WarProcess.start(
                        container,
                        Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_HTTP_PUBLISH", "on"),
                        "maxThreads=\"20\"")) {
            for (String request : List.of(
                    "GET /health/live",
                    "GET /topics/chat/events",
                    "GET /topics/not-served/events",
                    "GET /sse?queue=not-served",
                    "GET /sluice.js",
                    "GET /nothing.html",
                    "POST /",
                    "POST /nothing",
                    "POST /health/live",
                    "POST /metrics",
                    "POST /queues/not-served",
                    "POST /topics/not-served",
                    "PUT /queues/message_list",
                    "DELETE /connections",
                    "OPTIONS /ack")) {
                try (SlowClients slow = new SlowClients(war.port())) {
                    String head = request + " HTTP/1.1\r\nHost: localhost\r\n";
                    slow.drip(CLIENTS, head + "Content-Length: 100\r\n\r\n", "x".repeat(100), PAUSE);
                    slow.drip(CLIENTS, head + "Transfer-Encoding: chunked\r\n\r\n", "1;" + "x".repeat(100), PAUSE);
                    assertEquals(200, status(war.uri("/health/live"), null), request);
                    for (String answer : slow.awaitAnswers()) {
                        assertTrue(answer.startsWith("HTTP/1.1 "), request + ": " + answer);
                    }
                }
            }
            assertEverythingElseWorks(war, client);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void slowBodiesAreDroppedInOtherContainers(WarProcess.Container container) throws Exception {
        slowBodiesThatNothingReadsAreDropped(container);
    }

    /** The first lacks a token, and the others are over the limit. */
    @Test
    void refusedLongPublicationsAreDropped() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                WarProcess war = WarProcess.start(
                        WarProcess.Container.TOMCAT_10,
                        Map.of(
                                "SLUICE_REDIS_URL",
                                redis.url(),
                                "SLUICE_HTTP_PUBLISH",
                                "on",
                                "SLUICE_AUTH_KEY",
                                Tokens.KEY,
                                "SLUICE_LIMIT_POSTS_PER_ADDRESS",
                                "1"),
                        "maxThreads=\"20\"");
                SlowClients slow = new SlowClients(war.port())) {
            String head =
                    "POST /publish HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Length: "
                            + (8 << 20) + "\r\n\r\n";
            slow.drip(CLIENTS, head + "x".repeat(50_000), "x".repeat(100), PAUSE);
            assertEquals(200, status(war.uri("/health/live"), null));
            Set<String> statuses = new TreeSet<>();
            for (String answer : slow.awaitAnswers()) {
                statuses.add(answer.substring(0, Math.min(answer.length(), 12)));
            }
            assertEquals(Set.of("HTTP/1.1 401", "HTTP/1.1 429"), statuses);
        }
    }

    @DisplayName("Streams leave room for health checks in a container that takes few connections")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void streamsLeaveRoomForHealthChecks() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                WarProcess war = WarProcess.start(
                        WarProcess.Container.TOMCAT,
                        Map.of("SLUICE_REDIS_URL", redis.url()),
                        "maxConnections=\"8\" acceptCount=\"1\"")) {
            List<EventStream> streams = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                streams.add(EventStream.open(war.uri("/sse")).awaitConnected());
            }
            try (EventStream refused = EventStream.open(war.uri("/sse"))) {
                Await.until("the end of one too many", refused::isEnded);
                assertTrue(refused.head().startsWith("HTTP/1.1 200"), refused.head());
            }
            assertEquals(200, status(war.uri("/health/ready"), null));
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }

    @DisplayName("A limit that the container does not reach is warned of")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void warnsOfALimitAboveTheContainers() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                WarProcess war = WarProcess.start(
                        WarProcess.Container.TOMCAT_10,
                        Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_MAX_CONNECTIONS", "100"),
                        "maxConnections=\"8\"")) {
            assertTrue(
                    war.process().output().contains("SLUICE_MAX_CONNECTIONS is 100, but the container accepts only 8"));
        }
    }
}
