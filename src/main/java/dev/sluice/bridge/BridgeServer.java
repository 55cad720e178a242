package dev.sluice.bridge;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.ConfigException;
import dev.sluice.config.SecretToken;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.metrics.Metrics;
import dev.sluice.threads.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers {@code /health/live}, {@code /health/ready} and {@code /metrics} as a node does. It is the JDK's server, because
 * three short answers need no other.
 */
final class BridgeServer implements AutoCloseable {
    private static final int THREADS = 4;
    /** Of connections that wait for a thread; further ones are closed. */
    private static final int WAITING = 100;

    private static final String HEAD = "HEAD";
    private static final String BEARER = "Bearer ";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final Bridge bridge;
    private final Optional<SecretToken> metricsToken;
    private final ThreadPoolExecutor pool = Threads.pool("sluice-bridge-http", THREADS, WAITING);
    private final HttpServer server;

    /** @throws ConfigException if the port is taken */
    BridgeServer(Settings settings, Bridge bridge) {
        this.bridge = bridge;
        this.metricsToken = settings.metricsToken();
        boundConnections();
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

    /** Limits slow and idle connections; the JDK's server reads these limits, in seconds and connections, from here only. */
    private static void boundConnections() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "10",
                        "sun.net.httpserver.maxIdleConnections", "20",
                        "jdk.httpserver.maxConnections", "200")
                .forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals(HEAD)) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                sendProblem(exchange, 405, "Method Not Allowed", "There are only GET and HEAD.");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/health/live" -> sendHealth(exchange, "live", List.of());
                case "/health/ready" -> sendHealth(exchange, "ready", bridge.reasons());
                case "/metrics" -> sendMetrics(exchange);
                default ->
                    sendProblem(exchange, 404, "Not Found", "There are /health/live, /health/ready and /metrics.");
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
            sendProblem(
                    exchange,
                    401,
                    "Unauthorized",
                    "This needs the value of " + Setting.METRICS_TOKEN.environmentName() + " as a Bearer token.");
            return;
        }
        ByteArrayOutputStream figures = new ByteArrayOutputStream();
        bridge.metrics().write(figures);
        send(exchange, 200, Metrics.CONTENT_TYPE, figures.toByteArray());
    }

    private boolean mayRead(Headers headers) {
        String given = headers.getFirst("Authorization");
        return metricsToken.isEmpty()
                || given != null
                        && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && metricsToken
                                .get()
                                .is(given.substring(BEARER.length()).strip());
    }

    private static void sendProblem(HttpExchange exchange, int status, String title, String detail) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        send(exchange, status, PROBLEM, JsonMapper.shared().writeValueAsBytes(problem));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals(HEAD)) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        Threads.stop(pool);
    }
}
