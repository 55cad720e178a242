package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.Sockets;
import dev.sluice.testing.TwoNodes;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the shipped proxies keep inside, and what they let others add. */
class ProxyInsideIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TwoNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        // The node refuses operators' requests with 401 then, the proxies with 403.
        nodes = TwoNodes.start("--http-publish", "on", "--admin-token", "a-secret-of-all-operators");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private static int ask(String method, String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "x" : ""));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .statusCode();
    }

    private static void assertKeptInside(Proxy proxy) throws Exception {
        for (String prefix : List.of("", "/events")) {
            String inside = "http://127.0.0.1:" + proxy.port() + prefix;
            String outside = "http://" + Sockets.otherAddress().orElseThrow() + ":" + proxy.port() + prefix;
            assertKeptInside(inside, outside);
        }
        for (String path : List.of("/%65vents/metrics", "/events/events/metrics", "/events//metrics")) {
            assertTrue(askRaw(proxy.port(), path) >= 400, path);
        }
        for (String scheme : List.of("http", "https", "HTTP")) {
            String authority = Sockets.otherAddress().orElseThrow() + ":" + proxy.port();
            assertTrue(askRaw(proxy.port(), scheme + "://" + authority + "/metrics") >= 400, scheme);
        }
    }

    /** Asks from outside for a target as it is. */
    private static int askRaw(int port, String target) throws Exception {
        try (Socket socket = new Socket(Sockets.otherAddress().orElseThrow(), port)) {
            String authority = socket.getInetAddress().getHostAddress() + ":" + port;
            String request = "GET " + target + " HTTP/1.1\r\nHost: " + authority + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return Integer.parseInt(HttpText.readHead(socket).split(" ", 3)[1]);
        }
    }

    private static void assertKeptInside(String inside, String outside) throws Exception {
        for (String path :
                List.of("/metrics", "/health/ready", "/health/live", "/health/accepting", "/health/serving")) {
            assertEquals(200, ask("GET", inside + path), path);
            assertEquals(403, ask("GET", outside + path), path);
        }
        for (String path : List.of("/queues/message_list", "/topics/chat", "/topics/chat/more", "/topics/events")) {
            assertEquals(403, ask("POST", outside + path), path);
        }
        for (String path : List.of("/%71ueues/message_list", "/%74opics/chat")) {
            assertEquals(403, ask("POST", outside + path), path);
        }
        for (String path : List.of("/connections", "/connections?user=42", "/admin/", "/admin/more")) {
            assertEquals(401, ask("GET", inside + path), path);
            assertEquals(403, ask("GET", outside + path), path);
        }
        assertEquals(403, ask("DELETE", outside + "/connections?user=42"));
        for (String path : List.of("/publish", "/direct?user=42")) {
            assertEquals(403, ask("POST", outside + path), path);
        }
        for (String path : List.of("/queues/message_list", "/topics/chat")) {
            assertEquals(201, ask("POST", inside + path), path);
        }
        for (String path : List.of("/metrics/", "//metrics", "/%6detrics", "/%68ealth/live", "/metrics?x=1")) {
            assertTrue(ask("GET", outside + path) >= 400, path);
        }
        for (String path : List.of("/", "/sluice.js", "/topics/chat/events", "/sse", "/sse.php")) {
            assertEquals(200, ask("GET", outside + path), path);
        }
        assertEquals(400, ask("POST", outside + "/ack"), "a confirmation without an id");
    }

    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void postsAndFiguresAreKeptInside(Proxy.Kind kind) throws Exception {
        try (Proxy proxy = kind.before(nodes.node().port(), nodes.other().port())) {
            assertKeptInside(proxy);
            assertLongCookiesGoThrough(proxy.port());
        }
    }

    @Test
    @DisplayName("Varnish passes a stream on byte by byte, but no request that follows it on its connection")
    void varnishPassesNoHiddenRequest() throws Exception {
        try (Proxy varnish = Proxy.Kind.VARNISH.before(
                        nodes.node().port(), nodes.other().port());
                Socket socket = new Socket(Sockets.otherAddress().orElseThrow(), varnish.port())) {
            String host = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(("GET /sse?queue=not-served" + host + "GET /metrics" + host).getBytes());
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answers.startsWith("HTTP/1.1 403 "), answers);
            assertEquals(answers.indexOf("HTTP/1.1 "), answers.lastIndexOf("HTTP/1.1 "), answers);
        }
    }

    @Tag("long")
    @Test
    void longCookiesGoThroughBoth() throws Exception {
        try (ApacheProcess apache =
                        ApacheProcess.before(nodes.node().port(), nodes.other().port());
                NginxProcess nginx = NginxProcess.toApache(apache.port())) {
            assertLongCookiesGoThrough(nginx.port());
        }
    }

    private static void assertLongCookiesGoThrough(int port) throws Exception {
        String cookie = "a=" + "x".repeat(30_000);
        for (String path : List.of("/sse", "/sluice.js")) {
            assertEquals(200, ask("GET", "http://127.0.0.1:" + port + path, "Cookie", cookie), path);
        }
    }

    @Test
    void shippedLocationBearsAnAuthRequest() throws Exception {
        try (NginxProcess nginx = NginxProcess.toNodes(
                text -> text.replace("location = /sse {", """
                        location = /my-auth {
                          internal;
                          if ($http_cookie = "user=1") { return 204; }
                          if ($http_cookie = "down=1") { return 500; }
                          return 401;
                        }
                        location = /sse {
                          auth_request /my-auth;
                        """),
                nodes.node().port(),
                nodes.other().port())) {
            String url = "http://127.0.0.1:" + nginx.port() + "/sse";
            assertEquals(401, ask("GET", url));
            assertEquals(200, ask("GET", url, "Cookie", "down=1"), "that passes, so a browser comes back");
            EventStream.open(URI.create(url), "Cookie: user=1").awaitConnected().close();
        }
    }
}
