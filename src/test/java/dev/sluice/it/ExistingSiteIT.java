package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lines that are shipped for a site that somebody has, in nginx and in Apache. */
class ExistingSiteIT {
    private static RedisProcess redis;
    private static NodeProcess node;
    private static NginxProcess nginx;
    private static ApacheProcess apache;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--heartbeat", "500ms", "--settle-delay", "100ms");
        String address = "127.0.0.1:" + node.port();
        nginx = NginxProcess.withSite(address);
        apache = ApacheProcess.withSite(address);
        ports = List.of(nginx.port(), apache.port());
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(apache, nginx, node, redis);
    }

    private static EventStream open(int port, String path) throws Exception {
        return EventStream.open(URI.create("http://127.0.0.1:" + port + path));
    }

    private static int status(int port, String... headers) throws Exception {
        return HttpText.ask(port, "GET", "/sse", headers).status();
    }

    private static void assertRetry(String text) {
        assertTrue(text.startsWith("HTTP/1.1 200 "), text);
        assertTrue(text.contains("\r\nContent-Type: text/event-stream\r\n"), text);
        assertTrue(text.contains("\r\n\r\nretry: 3000\n\n"), text);
    }

    @Test
    void servesStreamsAndConfirmationsOnly() throws Exception {
        for (int port : ports) {
            for (String path : List.of("/sse", "/sse.php?queue=message_list")) {
                try (EventStream stream = open(port, path).awaitConnected()) {
                    redis.sharedClient().lpush("message_list", path);
                    Await.until(path, () -> stream.messages().contains(path));
                }
            }
            assertEquals(400, HttpText.ask(port, "POST", "/ack").status(), "a confirmation without an id");
            for (String other : List.of("/metrics", "/sse/more", "/sluice-retry")) {
                int status = HttpText.ask(port, "GET", other).status();
                assertTrue(List.of(403, 404, 503).contains(status), other + " " + status);
            }
        }
    }

    @Test
    void nodeKnowsItsOwnOriginBehindIt() throws Exception {
        for (int port : ports) {
            assertEquals(200, status(port, "Origin: http://localhost"));
            assertEquals(403, status(port, "Origin: https://localhost"), "another scheme");
            assertEquals(403, status(port, "Origin: http://other.example"));
        }
        assertEquals(
                200,
                status(
                        apache.port(),
                        "Origin: https://shop.example",
                        "X-Forwarded-Host: shop.example",
                        "X-Forwarded-Proto: https"),
                "TLS ends at a proxy in front");
    }

    @Test
    void browsersComeBackWhenTheNodeDoes() throws Exception {
        node.process().kill();
        for (int port : ports) {
            for (String path : List.of("/sse", "/sse.php")) {
                String foreign = "https://other.example";
                String text =
                        HttpText.ask(port, "GET", path, "Origin: " + foreign).text();
                assertRetry(text);
                assertTrue(text.contains("\r\nAccess-Control-Allow-Origin: " + foreign + "\r\n"), text);
            }
            int status = HttpText.ask(port, "POST", "/ack").status();
            assertTrue(status >= 502 && status <= 504, "what is no stream keeps its honest status, not " + status);
        }
        node.restart();
        for (int port : ports) {
            // Already the first ones: no proxy may leave a node aside for a while because it was away.
            assertEquals(400, HttpText.ask(port, "POST", "/ack").status());
            assertEquals(200, HttpText.ask(port, "GET", "/sse").status());
            open(port, "/sse").awaitConnected().close();
        }
    }

    /** A node that ends while it is asked, and answers that only something between can give. */
    @Test
    void apacheTurnsEveryFailureIntoARetry() throws Exception {
        try (ServerSocket inPlaceOfNode = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ApacheProcess site = ApacheProcess.withSite("127.0.0.1:" + inPlaceOfNode.getLocalPort())) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + "/sse"))
                    .build();
            for (String answer : List.of("", "500 x", "502 x", "503 x", "504 x")) {
                CompletableFuture<HttpResponse<String>> answered =
                        HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
                try (Socket socket = inPlaceOfNode.accept()) {
                    HttpText.readHead(socket);
                    if (!answer.isEmpty()) {
                        socket.getOutputStream()
                                .write(("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                        .getBytes());
                    }
                }
                assertEquals(200, answered.get().statusCode(), answer);
                assertTrue(answered.get().body().startsWith("retry: 3000\n\n"), answer);
            }
        }
    }
}
