package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.DocumentedProxy;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.Sockets;
import dev.sluice.testing.TwoNodes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Caddy and Squid before two nodes, as docs/proxies.md configures them. */
@Tag("long")
class OtherProxiesIT {
    private TwoNodes nodes;

    @BeforeEach
    void start() throws Exception {
        nodes = TwoNodes.start("--heartbeat", "500ms", "--settle-delay", "100ms", "--http-publish", "on");
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
    }

    @Test
    void caddyDoesWhatIsDocumented() throws Exception {
        try (DocumentedProxy caddy =
                DocumentedProxy.caddy(nodes.node().port(), nodes.other().port())) {
            assertPassesOn(caddy.port(), "");
            assertPassesOn(caddy.port(), "/events");
            assertKeepsInside(caddy.port(), "");
            assertKeepsInside(caddy.port(), "/events");
            assertSkipsDeadNode(caddy.port());
            nodes.other().process().kill();
            Await.until(
                    "a retry",
                    () -> HttpText.ask(caddy.port(), "GET", "/sse?token=secret-of-a-user")
                            .text()
                            .matches("(?s)HTTP/1.1 200 .*Content-Type: text/event-stream.*\r\n\r\nretry: 3000\n\n"));
            assertEquals(503, HttpText.ask(caddy.port(), "GET", "/health/live").status());
            assertFalse(caddy.written().contains("secret-of-a-user"), caddy.written());
        }
    }

    @Test
    void squidDoesWhatIsDocumented() throws Exception {
        try (DocumentedProxy squid =
                DocumentedProxy.squid(nodes.node().port(), nodes.other().port())) {
            assertPassesOn(squid.port(), "");
            assertKeepsInside(squid.port(), "");
            assertSkipsDeadNode(squid.port());
            nodes.other().process().kill();
            Await.until(
                    "its own error",
                    () -> HttpText.ask(squid.port(), "GET", "/sse").status() == 503);
        }
    }

    private static EventStream open(int port, String path) throws IOException {
        String site = "http://127.0.0.1:" + port;
        return EventStream.open(URI.create(site + path), "Origin: " + site);
    }

    private void assertPassesOn(int port, String prefix) throws Exception {
        try (EventStream stream = open(port, prefix + "/sse").awaitConnected()) {
            for (String message : List.of("first", "second")) {
                nodes.client().lpush("message_list", message);
                Await.until(message, () -> stream.messages().contains(message));
            }
            Await.until("heartbeats", () -> stream.parser().comments() >= 3);
            Claims.awaitNone(nodes.client());
        }
        nodes.node().awaitConnections(0);
        nodes.other().awaitConnections(0);
        assertEquals(200, HttpText.ask(port, "GET", prefix + "/").status());
        assertEquals(400, HttpText.ask(port, "POST", prefix + "/ack").status(), "a confirmation without an id");
        assertEquals(403, HttpText.ask(port, "GET", prefix + "/sse?queue=other").status(), "a refusal stays one");
    }

    private static void assertKeepsInside(int port, String prefix) throws Exception {
        String outside = "http://" + Sockets.otherAddress().orElseThrow() + ":" + port + prefix;
        for (String path : List.of("/metrics", "/health/live", "/%6detrics", "/admin/", "/connections")) {
            assertEquals(403, status(outside + path, "GET"), path);
        }
        for (String path : List.of("/queues/message_list", "/topics/chat", "/publish", "/direct")) {
            assertEquals(403, status(outside + path, "POST"), path);
        }
        assertEquals(200, status(outside + "/topics/chat/events", "GET"));
        assertEquals(200, HttpText.ask(port, "GET", prefix + "/metrics").status());
    }

    private static int status(String url, String method) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void assertSkipsDeadNode(int port) throws Exception {
        nodes.node().process().kill();
        for (int i = 0; i < 6; i++) {
            try (EventStream stream = open(port, "/sse").awaitConnected()) {
                assertTrue(stream.head().startsWith("HTTP/1.1 200"), stream.head());
            }
        }
    }
}
