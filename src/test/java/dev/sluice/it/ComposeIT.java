package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.ComposeServices;
import dev.sluice.testing.EventStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The services of compose.yaml, all of them, in containers. */
@Tag("long")
class ComposeIT {
    private static final int KILLED = 128 + 9;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void aFormReachesBrowsersWhicheverNodeStops() throws Exception {
        try (ComposeServices services = ComposeServices.start()) {
            URI stream = URI.create("http://" + services.address("nginx") + ":8000/sse");
            URI form = URI.create("http://" + services.address("producer") + ":8080/");
            assertDelivers(stream, form, "both nodes");

            assertEquals(0, services.service("node1").stop());
            assertDelivers(stream, form, "node2 only");

            services.service("node1").start();
            services.service("node1").awaitSuccess("sluice-health", "/health/accepting");
            assertEquals(0, services.service("node2").stop());
            assertDelivers(stream, form, "node1 only");

            // Redis keeps each push in its file, so that a message survives even kill -9.
            assertEquals(200, post(form, "kept"));
            services.service("redis").kill();
            services.service("redis").start();
            services.service("redis").awaitSuccess("redis-cli", "-e", "ping");
            try (EventStream browser = EventStream.open(stream).awaitConnected()) {
                awaitMessage(browser, "kept");
            }
            assertEquals(
                    0,
                    services.service("producer")
                            .exec("php", "push.php", "message_list", "by hand")
                            .exitValue());
            try (EventStream browser = EventStream.open(stream).awaitConnected()) {
                awaitMessage(browser, "by hand");
            }
            for (String name : List.of("nginx", "producer")) {
                assertNotEquals(KILLED, services.service(name).stop(), name + " does not end by itself");
            }
        }
    }

    private static void assertDelivers(URI stream, URI form, String message) throws Exception {
        try (EventStream browser = EventStream.open(stream).awaitConnected()) {
            assertEquals(200, post(form, message));
            awaitMessage(browser, message);
        }
    }

    /** Earlier ones may come again: their browsers left before it was certain that these had them. */
    private static void awaitMessage(EventStream browser, String message) throws Exception {
        Await.until(message, () -> browser.messages().contains(message));
    }

    private static int post(URI form, String message) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(form)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("message=" + message.replace(' ', '+')))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
