package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HaproxyProcess;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.Sockets;
import dev.sluice.testing.TwoNodes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    /** @param open addresses that this proxy serves to all, besides those of the nodes */
    private static void assertKeptInside(int port, String... open) throws Exception {
        String inside = "http://127.0.0.1:" + port;
        String outside = "http://" + Sockets.otherAddress().orElseThrow() + ":" + port;
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
        for (String path : List.of("/", "/sluice.js", "/topics/chat/events", "/sse")) {
            assertEquals(200, ask("GET", outside + path), path);
        }
        for (String path : open) {
            assertEquals(200, ask("GET", outside + path), path);
        }
        assertEquals(400, ask("POST", outside + "/ack"), "a confirmation without an id");
    }

    @Test
    void nginxKeepsPostsAndFiguresInside() throws Exception {
        try (NginxProcess nginx =
                NginxProcess.toNodes(nodes.node().port(), nodes.other().port())) {
            assertKeptInside(nginx.port(), "/sse.php");
        }
    }

    @Test
    void apacheKeepsPostsAndFiguresInside() throws Exception {
        try (ApacheProcess apache =
                ApacheProcess.before(nodes.node().port(), nodes.other().port())) {
            assertKeptInside(apache.port(), "/sse.php");
        }
    }

    @Test
    void haproxyKeepsPostsAndFiguresInside() throws Exception {
        try (HaproxyProcess haproxy =
                HaproxyProcess.documented(nodes.node().port(), nodes.other().port())) {
            assertKeptInside(haproxy.port());
        }
    }

    @Test
    void longCookiesGoThrough() throws Exception {
        String cookie = "a=" + "x".repeat(30_000);
        try (ApacheProcess apache =
                        ApacheProcess.before(nodes.node().port(), nodes.other().port());
                NginxProcess nginx = NginxProcess.toApache(apache.port())) {
            for (int port : new int[] {apache.port(), nginx.port()}) {
                assertEquals(200, ask("GET", "http://127.0.0.1:" + port + "/sse", "Cookie", cookie));
            }
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
