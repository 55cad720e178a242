package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Sockets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A node whose Redis was forgotten. */
class LoopbackIT {
    private static final String NAMED = "SLUICE_REDIS_URL";

    @Test
    @DisplayName("A node without a configured Redis serves browsers on its machine only")
    void withoutRedisServesItsOwnMachineOnly() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of())) {
            assertEquals(200, ask(node, "GET", "/health/ready").status());
            assertEquals(201, ask(node, "POST", "/queues/message_list").status());
            for (String header : List.of(
                    "Forwarded: for=192.0.2.1",
                    "X-Forwarded-For: 192.0.2.1",
                    "x-forwarded-port: 80",
                    "Via: 1.1 proxy")) {
                assertServesNot(node, header);
            }
            try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                stream.awaitMessages(1);
            }
            assertServesNotFromOutside(node);
        }
    }

    private static void assertServesNot(NodeProcess node, String header) throws Exception {
        HttpText stream = ask(node, "GET", "/sse", header);
        assertEquals(200, stream.status(), header);
        assertTrue(stream.text().contains("retry: ") && stream.text().contains(NAMED), stream.text());
        assertFalse(stream.text().contains("sluice:connected"), stream.text());
        for (String path : List.of("/health/ready", "/health/accepting", "/health/serving", "/topics/chat/events")) {
            HttpText answer = ask(node, "GET", path, header);
            assertEquals(503, answer.status(), path + header);
            assertTrue(answer.text().contains(NAMED), answer.text());
        }
        for (String path : List.of("/queues/message_list", "/topics/chat", "/ack")) {
            HttpText answer = ask(node, "POST", path, header);
            assertEquals(503, answer.status(), path + header);
            assertTrue(answer.text().contains("problem+json") && answer.text().contains(NAMED), answer.text());
        }
        for (String path : List.of("/", "/sluice.js", "/health/live", "/metrics")) {
            assertEquals(200, ask(node, "GET", path, header).status(), path + header);
        }
    }

    private static void assertServesNotFromOutside(NodeProcess node) throws Exception {
        Optional<String> other = Sockets.otherAddress();
        if (other.isPresent()) { // a sandbox may have none
            URI uri = URI.create("http://" + other.get() + ":" + node.port() + "/health/ready");
            int status = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertEquals(503, status);
        }
    }

    @Test
    void anEmbeddedRedisOnPurposeServesEverybody() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of("SLUICE_REDIS_URL", "embedded"))) {
            String header = "X-Forwarded-For: 192.0.2.1";
            assertEquals(200, ask(node, "GET", "/health/ready", header).status());
            assertEquals(200, ask(node, "GET", "/health/accepting", header).status());
            assertEquals(201, ask(node, "POST", "/queues/message_list", header).status());
            assertEquals(200, ask(node, "GET", "/topics/chat/events", header).status());
        }
    }

    private static HttpText ask(NodeProcess node, String method, String path, String... headers) throws Exception {
        return HttpText.ask(node.port(), method, path, headers);
    }
}
