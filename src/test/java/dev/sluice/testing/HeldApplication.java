package dev.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An application for {@code SLUICE_AUTH_URL} that answers when a test lets it: what to do with a decision that waits. */
public final class HeldApplication implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private final String answer;
    private final String cacheControl;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private HeldApplication(String answer, String cacheControl) throws IOException {
        this.answer = answer;
        this.cacheControl = cacheControl;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param answer the JSON for requests with the cookie {@code known}; the others get 401 */
    public static HeldApplication answering(String answer) throws IOException {
        return new HeldApplication(answer, "no-store");
    }

    /** The same, and nodes may keep the answer for an hour. */
    public static HeldApplication answeringForAnHour(String answer) throws IOException {
        return new HeldApplication(answer, "max-age=3600");
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        boolean isKnown =
                String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")).contains("known");
        byte[] body = (isKnown ? answer : "{}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Cache-Control", cacheControl);
        exchange.sendResponseHeaders(isKnown ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Holds answers back until {@link #release}. */
    public void hold() {
        requests.set(0);
        gate = new CountDownLatch(1);
    }

    public void release() {
        gate.countDown();
    }

    /** Returns the number of requests since the last {@link #hold}. */
    public int requests() {
        return requests.get();
    }

    /** Waits for so many requests since the last {@link #hold}. */
    public void awaitRequests(int count) throws Exception {
        Await.until(count + " requests of the node", () -> requests.get() >= count);
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
