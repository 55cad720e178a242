package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The proxies' configurations, as they are shipped, before two nodes. */
class ProxyIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The ways from a browser to a node. */
    enum Way {
        NGINX,
        NGINX_AND_APACHE,
        APACHE
    }

    @TempDir
    private Path folder;

    private RedisProcess redis;
    private NodeProcess first;
    private NodeProcess second;
    private Jedis client;
    private ApacheProcess apache;
    private NginxProcess nginx;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        first = NodeProcess.start(redis, "--heartbeat", "500ms", "--http-publish", "on");
        second = NodeProcess.start(redis, "--heartbeat", "500ms", "--http-publish", "on");
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : Arrays.asList(nginx, apache, client, second, first, redis)) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Returns the address that browsers have. */
    private String open(Way way) throws Exception {
        if (way != Way.NGINX) {
            apache = ApacheProcess.before(first.port(), second.port());
        }
        if (way == Way.APACHE) {
            return "http://127.0.0.1:" + apache.port();
        }
        nginx = way == Way.NGINX
                ? NginxProcess.toNodes(first.port(), second.port())
                : NginxProcess.toApache(apache.port());
        return "http://127.0.0.1:" + nginx.port();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx.conf", "nginx-apache.conf"})
    void nginxAcceptsItsConfiguration(String file) throws Exception {
        String config = Project.folder().resolve("nginx").resolve(file).toString();
        try (ServerProcess test = ServerProcess.start(
                List.of(Programs.require("nginx").toString(), "-t", "-p", folder.toString(), "-c", config),
                folder,
                Map.of())) {
            assertEquals(0, test.exitValue(), test.output());
        }
    }

    @Test
    void apacheAcceptsItsConfiguration() throws Exception {
        try (ServerProcess test = ServerProcess.start(
                List.of(Programs.require("apachectl").toString(), "-t", "-f", Project.folder() + "/apache/httpd.conf"),
                Project.folder(),
                Map.of())) {
            assertEquals(0, test.exitValue(), test.output());
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aMessageComesAtOnceAndTheOldPagesAddressWorksToo(Way way) throws Exception {
        String url = open(way);
        for (String path : List.of("/sse", "/sse.php", "/sse.php?queue=message_list")) {
            try (EventStream stream = EventStream.open(URI.create(url + path)).awaitConnected()) {
                client.lpush("message_list", "through " + path);
                stream.awaitMessages(1);
                Await.until("heartbeats", () -> stream.parser().comments() >= 3);
                assertTrue(stream.head().toLowerCase().contains("content-type: text/event-stream"), stream.head());
                assertFalse(stream.head().toLowerCase().contains("content-encoding"), stream.head());
            }
            awaitNobody();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aTabThatHasClosedSwallowsNoMessageAlsoWhereTheProxyHasNotNoticed(Way way) throws Exception {
        // With heartbeats so rare that none of them makes the proxy notice.
        first.close();
        second.close();
        first = NodeProcess.start(redis);
        second = NodeProcess.start(redis);
        String url = open(way);
        for (int i = 0; i < 3; i++) {
            String message = "m" + i;
            EventStream.open(URI.create(url + "/sse")).awaitConnected().close();
            client.lpush("message_list", message);
            try (EventStream other = EventStream.open(URI.create(url + "/sse"))) {
                Await.until(message, () -> other.messages().contains(message));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aDeadNodeIsSkippedAndNoStreamEndsInAnError(Way way) throws Exception {
        String url = open(way);
        first.process().kill();
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            EventStream stream = EventStream.open(URI.create(url + "/sse"));
            streams.add(stream);
            Await.until("an answer", () -> stream.head().endsWith("\r\n\r\n"));
            assertTrue(stream.head().startsWith("HTTP/1.1 200"), stream.head());
        }
        client.lpush("message_list", "still delivered");
        Await.until(
                "the message",
                () -> streams.stream().anyMatch(stream -> stream.messages().contains("still delivered")));
        for (EventStream stream : streams) {
            stream.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whereNoNodeIsThereABrowserIsToldToComeBack(Way way) throws Exception {
        String url = open(way);
        first.process().kill();
        second.process().kill();
        for (String path : List.of("/sse", "/sse.php")) {
            HttpResponse<String> response = get(url + path);
            assertEquals(200, response.statusCode(), path);
            assertTrue(
                    response.headers().firstValue("Content-Type").orElseThrow().startsWith("text/event-stream"));
            assertTrue(response.body().strip().matches("retry: [0-9]{3,5}"), response.body());
        }
        int page = get(url + "/health/live").statusCode();
        assertTrue(page >= 502 && page <= 504, "what is no stream keeps its honest status, not " + page);

        second.restart();
        Await.until("a stream again", () -> staysOpen(url));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRefusalReachesTheBrowserAsItIs(Way way) throws Exception {
        String url = open(way);
        HttpResponse<String> forbidden = get(url + "/sse?queue=other");
        assertEquals(403, forbidden.statusCode());
        assertTrue(forbidden.body().contains("not among those served here"), forbidden.body());
        assertEquals(400, get(url + "/sse?queue=").statusCode());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void thePagesAndPublishingGoThroughToo(Way way) throws Exception {
        String url = open(way);
        assertEquals(200, get(url + "/").statusCode());
        HttpRequest post = HttpRequest.newBuilder(URI.create(url + "/queues/message_list"))
                .POST(HttpRequest.BodyPublishers.ofString("posted"))
                .build();
        assertEquals(201, HTTP.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals(1, client.llen("message_list"));
    }

    @Test
    void apacheTakesANodeOutThatSaysItTakesNoBrowsersAndOnlyThen() throws Exception {
        String url = open(Way.APACHE);
        client.set("message_list", "not a list");
        try (EventStream stream = EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
            Await.until(
                    "not ready",
                    () -> first.get("/health/ready").statusCode() == 503
                            || second.get("/health/ready").statusCode() == 503);
            Thread.sleep(2_500); // two health checks
            try (EventStream another =
                    EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
                assertFalse(another.isEnded());
            }
        }
        redis.stop();
        Await.until("a balancer without nodes", () -> !staysOpen(url));
    }

    @Test
    void aReloadOfNginxKeepsWhatIsOpenForAWhileAndServesNewStreams() throws Exception {
        String url = open(Way.NGINX);
        try (EventStream before = EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
            nginx.reload();
            client.lpush("message_list", "after the reload");
            before.awaitMessages(1);
            try (EventStream after = EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
                assertTrue(after.head().startsWith("HTTP/1.1 200"));
            }
        }
    }

    /** Whether a new stream goes on, rather than tell the browser to come back and end. */
    private static boolean staysOpen(String url) throws Exception {
        try (EventStream stream = EventStream.open(URI.create(url + "/sse"))) {
            Await.until("an answer", () -> stream.parser().reconnectionMillis().isPresent());
            Thread.sleep(200);
            return !stream.isEnded();
        }
    }

    private void awaitNobody() throws Exception {
        first.awaitConnections(0);
        second.awaitConnections(0);
    }
}
