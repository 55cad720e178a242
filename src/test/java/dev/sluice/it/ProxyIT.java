package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.Rounds;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.TwoNodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies' configurations, as they are shipped, before two nodes. */
class ProxyIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The ways from a browser to a node. */
    enum Way {
        NGINX,
        NGINX_AND_APACHE,
        APACHE,
        HAPROXY,
        VARNISH
    }

    /** For tests that break nothing and leave nothing behind; the others have two of their own, and run side by side. */
    private static TwoNodes both;

    /** The proxies before these, which stay. */
    private static final Map<Way, List<Proxy>> BEFORE_BOTH = new EnumMap<>(Way.class);

    /** Those of one test. */
    private final List<Proxy> proxies = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        both = TwoNodes.start("--heartbeat", "100ms", "--settle-delay", "100ms", "--http-publish", "on");
    }

    @AfterAll
    static void stop() throws Exception {
        for (List<Proxy> each : BEFORE_BOTH.values()) {
            Parts.close(each.toArray(AutoCloseable[]::new));
        }
        Parts.close(both);
    }

    @AfterEach
    void closeProxies() throws Exception {
        Parts.close(proxies.toArray(AutoCloseable[]::new));
    }

    /** Returns the address that browsers have. */
    private String open(Way way, TwoNodes behind) throws Exception {
        List<Proxy> opened;
        if (behind == both) {
            opened = BEFORE_BOTH.containsKey(way) ? BEFORE_BOTH.get(way) : start(way, both);
            BEFORE_BOTH.put(way, opened);
        } else {
            opened = start(way, behind);
            proxies.addAll(opened);
        }
        return "http://127.0.0.1:" + opened.get(0).port();
    }

    /** Starts the proxies of a way, and returns them as browsers meet them. */
    private static List<Proxy> start(Way way, TwoNodes behind) throws Exception {
        int first = behind.node().port();
        int second = behind.other().port();
        if (way != Way.NGINX_AND_APACHE) {
            return List.of(Proxy.Kind.valueOf(way.name()).before(first, second));
        }
        Proxy apache = ApacheProcess.before(first, second);
        return List.of(NginxProcess.toApache(apache.port()), apache);
    }

    /** Apache has 200 threads in a process, and a kept connection belongs to one: if streams have them all, it waits. */
    @Test
    void nginxKeepsNoConnectionToApache() throws Exception {
        try (ServerSocket inPlaceOfApache = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NginxProcess nginx = NginxProcess.toApache(inPlaceOfApache.getLocalPort());
            proxies.add(nginx);
            CompletableFuture<HttpResponse<String>> answer = HTTP.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/health/live"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            try (Socket socket = inPlaceOfApache.accept()) {
                HttpText.readHead(socket);
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes());
                assertEquals(204, answer.get().statusCode());
                socket.setSoTimeout(30_000); // nginx would keep it for a minute
                assertEquals(-1, socket.getInputStream().read(), "nginx closes it");
            }
        }
    }

    @Test
    void simultaneousStreamsAreAllOpened() throws Exception {
        int streams = Rounds.of(500, 1_500); // more than Apache has threads in one process
        URI address = URI.create(open(Way.NGINX_AND_APACHE, both) + "/sse.php");
        try (Browsers browsers = Browsers.open(streams, List.of(address), new Ledger())) {
            browsers.awaitOpen(streams);
        }
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
    void nginxAcceptsItsConfiguration(String file, @TempDir Path folder) throws Exception {
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
    @DisplayName("A message comes at once, and the old page's address works, too")
    @EnumSource(Way.class)
    void messageComesAtOnceAndOldAddressWorks(Way way) throws Exception {
        String url = open(way, both);
        for (String path : List.of("/sse", "/sse.php", "/sse.php?queue=message_list")) {
            try (EventStream stream = EventStream.open(URI.create(url + path)).awaitConnected()) {
                both.client().lpush("message_list", "through " + path);
                stream.awaitMessages(1);
                assertEquals(List.of("through " + path), stream.messages());
                Await.until("heartbeats", () -> stream.parser().comments() >= 3);
                assertTrue(stream.head().toLowerCase().contains("content-type: text/event-stream"), stream.head());
                assertFalse(stream.head().toLowerCase().contains("content-encoding"), stream.head());
                Claims.awaitNone(both.client());
            }
            both.node().awaitConnections(0);
            both.other().awaitConnections(0);
        }
    }

    @DisplayName("A closed tab swallows no message, even if the proxy has not noticed")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = "NGINX_AND_APACHE")
    void closedTabSwallowsNothingBehindAProxy(Way way) throws Exception {
        // With heartbeats so rare that none of them makes the proxy notice.
        try (TwoNodes nodes = TwoNodes.start()) {
            String url = open(way, nodes);
            for (int i = 0; i < 3; i++) {
                String message = "m" + i;
                EventStream.open(URI.create(url + "/sse")).awaitConnected().close();
                nodes.client().lpush("message_list", message);
                try (EventStream other = EventStream.open(URI.create(url + "/sse"))) {
                    Await.until(message, () -> other.messages().contains(message));
                }
            }
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NGINX_AND_APACHE")
    void closedTabSwallowsNothingBehindOtherProxies(Way way) throws Exception {
        closedTabSwallowsNothingBehindAProxy(way);
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = "NGINX_AND_APACHE")
    void deadNodeIsSkippedWithoutAnError(Way way) throws Exception {
        try (TwoNodes nodes = TwoNodes.start("--heartbeat", "500ms")) {
            String url = open(way, nodes);
            nodes.node().process().kill();
            List<EventStream> streams = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                EventStream stream = EventStream.open(URI.create(url + "/sse"));
                streams.add(stream);
                Await.until("an answer", () -> stream.head().endsWith("\r\n\r\n"));
                assertTrue(stream.head().startsWith("HTTP/1.1 200"), stream.head());
            }
            nodes.client().lpush("message_list", "still delivered");
            Await.until(
                    "the message",
                    () -> streams.stream().anyMatch(stream -> stream.messages().contains("still delivered")));
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = "NGINX_AND_APACHE")
    void withoutNodesBrowsersAreToldToReturn(Way way) throws Exception {
        try (TwoNodes nodes = TwoNodes.start("--heartbeat", "500ms")) {
            String url = open(way, nodes);
            nodes.node().process().kill();
            nodes.other().process().kill();
            for (String path : List.of("/sse", "/sse.php")) {
                HttpResponse<String> response = get(url + path);
                assertEquals(200, response.statusCode(), path);
                assertTrue(response.headers()
                        .firstValue("Content-Type")
                        .orElseThrow()
                        .startsWith("text/event-stream"));
                assertTrue(response.body().strip().matches("retry: [0-9]{3,5}"), response.body());
            }
            int page = get(url + "/health/live").statusCode();
            assertTrue(page >= 502 && page <= 504, "what is no stream keeps its honest status, not " + page);

            nodes.other().restart();
            Await.until("a stream again", () -> staysOpen(url));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRefusalReachesTheBrowserAsItIs(Way way) throws Exception {
        String url = open(way, both);
        HttpResponse<String> forbidden = get(url + "/sse?queue=other");
        assertEquals(403, forbidden.statusCode());
        assertTrue(forbidden.body().contains("not among those served here"), forbidden.body());
        assertEquals(400, get(url + "/sse?queue=").statusCode());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void thePagesAndPublishingGoThroughToo(Way way) throws Exception {
        String url = open(way, both);
        assertEquals(200, get(url + "/").statusCode());
        HttpRequest post = HttpRequest.newBuilder(URI.create(url + "/queues/message_list"))
                .POST(HttpRequest.BodyPublishers.ofString("posted"))
                .build();
        assertEquals(201, HTTP.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals("posted", both.client().rpop("message_list"));
        assertEquals(0, both.client().llen("message_list"));
    }

    @DisplayName("Apache takes a node out if it says that it accepts no browsers, and only then")
    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void apacheLeavesNodesThatAcceptNobody() throws Exception {
        // It listens for a quarter of the drain time: for longer than is waited here.
        try (TwoNodes nodes = TwoNodes.start("--heartbeat", "500ms", "--drain-time", "300s")) {
            String url = open(Way.APACHE, nodes);
            nodes.client().set("message_list", "not a list");
            try (EventStream one = EventStream.open(URI.create(url + "/sse")).awaitConnected();
                    EventStream other =
                            EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
                nodes.node().awaitNotReady();
                nodes.other().awaitNotReady();
                Thread.sleep(2_500); // two health checks
                for (EventStream stream : List.of(one, other)) {
                    assertFalse(stream.isEnded());
                }
                assertTrue(staysOpen(url), "a node that is not ready takes browsers");
                nodes.node().process().signal("TERM");
                Await.until("the node is taken out", () -> manyStayOpen(url));
            }
            nodes.node().process().kill();
            nodes.other().process().kill();
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void apacheTakesNodesOutWhoseRedisStaysAway() throws Exception {
        try (TwoNodes nodes = TwoNodes.start("--heartbeat", "500ms")) {
            String url = open(Way.APACHE, nodes);
            assertTrue(staysOpen(url));
            nodes.redis().stop();
            Await.until("a balancer without nodes", () -> !staysOpen(url));
        }
    }

    /** Whether a new stream goes on, rather than tell the browser to come back and end. */
    private static boolean staysOpen(String url) throws Exception {
        try (EventStream stream = EventStream.open(URI.create(url + "/sse"))) {
            return staysOpen(stream);
        }
    }

    private static boolean staysOpen(EventStream stream) throws Exception {
        Await.until("an answer", () -> stream.parser().reconnectionMillis().isPresent());
        Thread.sleep(200);
        return !stream.isEnded();
    }

    /** Whether this holds for several at a time, of which each node would get some: the less busy one gets the next. */
    private static boolean manyStayOpen(String url) throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                EventStream stream = EventStream.open(URI.create(url + "/sse"));
                streams.add(stream);
                if (!staysOpen(stream)) {
                    return false;
                }
            }
            return true;
        } finally {
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }
}
