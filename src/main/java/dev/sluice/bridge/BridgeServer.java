package dev.sluice.bridge;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.ConfigException;
import dev.sluice.config.SecretToken;
import dev.sluice.config.Settings;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.threads.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code GET /health/live}, {@code /health/ready} and {@code /metrics} of the bridge, as those of a node. */
final class BridgeServer implements AutoCloseable {
    private static final int THREADS = 4;
    /** Of connections that wait for a thread; further ones are closed. */
    private static final int WAITING = 100;

    private static final String BEARER = "Bearer ";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Bridge bridge;
    private final Optional<SecretToken> metricsToken;
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Threads.factory("sluice-bridge-http"));
    private final HttpServer server;

    /** @throws ConfigException if the port is taken */
    BridgeServer(Settings settings, Bridge bridge) {
        this.bridge = bridge;
        this.metricsToken = settings.metricsToken();
        limit();
        try {
            server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), WAITING);
        } catch (IOException | UnresolvedAddressException e) {
            throw new ConfigException("The bridge cannot listen on " + settings.host() + ":" + settings.port()
                    + " (host, port): " + e.getMessage() + ".");
        }
        server.createContext("/", this::answer);
        server.setExecutor(pool);
        server.start();
    }

    /** Clients that send or read slowly hold a thread; the JDK's server has no other way to be told. */
    private static void limit() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "10",
                        "sun.net.httpserver.maxIdleConnections", "20",
                        "jdk.httpserver.maxConnections", "200")
                .forEach((name, seconds) -> System.getProperties().putIfAbsent(name, seconds));
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                send(exchange, 405, TEXT, "There is only GET.\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/health/live" -> sendHealth(exchange, "live", List.of());
                case "/health/ready" -> sendHealth(exchange, "ready", bridge.reasons());
                case "/metrics" -> sendMetrics(exchange);
                default ->
                    send(
                            exchange,
                            404,
                            TEXT,
                            "There are /health/live, /health/ready and /metrics.\n".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void sendHealth(HttpExchange exchange, String status, List<String> reasons) throws IOException {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", reasons.isEmpty() ? status : "not " + status);
        health.put("reasons", reasons);
        send(exchange, reasons.isEmpty() ? 200 : 503, JSON, JsonMapper.shared().writeValueAsBytes(health));
    }

    private void sendMetrics(HttpExchange exchange) throws IOException {
        if (!mayRead(exchange.getRequestHeaders())) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            send(exchange, 401, TEXT, "The metrics need the token.\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        ByteArrayOutputStream figures = new ByteArrayOutputStream();
        bridge.metrics().write(figures);
        send(exchange, 200, NodeMetrics.CONTENT_TYPE, figures.toByteArray());
    }

    private boolean mayRead(Headers headers) {
        String given = headers.getFirst("Authorization");
        return metricsToken.isEmpty()
                || given != null
                        && given.startsWith(BEARER)
                        && metricsToken.get().is(given.substring(BEARER.length()));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        Threads.stop(pool);
    }
}
