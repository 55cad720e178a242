package dev.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of the pages whose streams and answers a test decides, for what no node can be brought to say. */
public final class FakeNode implements AutoCloseable {
    /**
     * A request to anything but a page.
     *
     * @param target the path and the query, as they came
     * @param authorization null without one
     */
    public record Request(String method, String target, String authorization, String body) {}

    private record Reply(int status, String type, String text) {}

    private static final Reply NOTHING =
            new Reply(404, "application/problem+json", "{\"detail\": \"There is nothing here.\"}");

    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> streams = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private int opened;

    private FakeNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public static FakeNode start() throws IOException {
        return new FakeNode();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** From now on requests with this path get this answer; a problem if the status is an error. */
    public void reply(String path, int status, String json) {
        replies.put(path, new Reply(status, status < 400 ? "application/json" : "application/problem+json", json));
    }

    /** From now on requests with this path get a page with this script, a module. */
    public void replyPage(String path, String script) {
        String page = "<!doctype html><title>A page</title><script type='module'>" + script + "</script>";
        replies.put(path, new Reply(200, "text/html", page));
    }

    /** Returns the requests whose target begins so, oldest first. */
    public List<Request> requests(String target) {
        return requests.stream()
                .filter(request -> request.target().startsWith(target))
                .toList();
    }

    /** Sends an event to all streams whose pages are still there, without an id. */
    public void send(String type, String data) {
        send("event: " + type + "\ndata: " + data + "\n\n");
    }

    /** Sends a message with an id to all streams whose pages are still there. */
    public void sendWithId(String id, String data) {
        send("id: " + id + "\ndata: " + data + "\n\n");
    }

    private synchronized void send(String event) {
        streams.removeIf(stream -> !isWritten(stream, event));
    }

    private static boolean isWritten(HttpExchange stream, String text) {
        try {
            stream.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            stream.getResponseBody().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends all streams. */
    public synchronized void endStreams() throws IOException {
        for (HttpExchange stream : streams) {
            stream.getResponseBody().close();
        }
        streams.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path page = Project.folder().resolve("webapp" + (path.equals("/") ? "/index.html" : path));
        if (path.equals("/sse") && exchange.getRequestMethod().equals("GET")) {
            note(exchange);
            open(exchange);
        } else if (Files.isRegularFile(page)) {
            String name = page.getFileName().toString();
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            write(exchange, 200, type + "; charset=utf-8", Files.readAllBytes(page));
        } else {
            note(exchange);
            Reply reply = replies.getOrDefault(path, NOTHING);
            write(exchange, reply.status(), reply.type(), reply.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void note(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String target = exchange.getRequestURI().toString();
        requests.add(new Request(exchange.getRequestMethod(), target, authorization, body));
    }

    private synchronized void open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String connected = "{\"node\": \"fakenode\", \"connection\": \"fakenode-%d\", \"queues\": [\"message_list\"],"
                + " \"topics\": [], \"pubsubTopics\": [], \"heartbeat\": 60000, \"retry\": 100}";
        streams.add(exchange);
        isWritten(exchange, "retry: 100\n\nevent: sluice:connected\ndata: " + connected.formatted(++opened) + "\n\n");
    }

    private static void write(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
