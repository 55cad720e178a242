package dev.sluice.bench.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPublisherTest {
    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private HttpServer server;
    private boolean closing;
    private int status = 200;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (closing) {
                exchange.getResponseHeaders().add("Connection", "close");
            }
            byte[] answer = "taken".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
            if (status != 204) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void postsEachInItsOrder() throws Exception {
        publish("one", "two");
        assertEquals(List.of("/to?channel=1 one", "/to?channel=1 two"), List.copyOf(posted));
    }

    @Test
    void anAnswerMayHaveNoBody() throws Exception {
        status = 204;
        publish("one", "two");
        assertEquals(2, posted.size());
    }

    @Test
    void reconnectsIfTheServerClosesAConnection() throws Exception {
        closing = true;
        publish("one", "two", "three");
        assertEquals(3, posted.size());
    }

    @Test
    void aRefusalIsAnError() {
        status = 403;
        IOException error = assertThrows(IOException.class, () -> publish("one"));
        assertTrue(error.getMessage().contains("403"), error.getMessage());
    }

    private void publish(String... payloads) throws IOException {
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/to?channel=1");
        try (HttpPublisher publisher = HttpPublisher.to(url)) {
            publisher.publish(List.of(payloads).stream()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList());
        }
    }
}
