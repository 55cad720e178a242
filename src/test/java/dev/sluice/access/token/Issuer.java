package dev.sluice.access.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer with a document of keys, which may be in trouble. */
public final class Issuer implements AutoCloseable {
    /** What the issuer does instead of an answer. */
    public enum Trouble {
        NONE,
        STATUS_500,
        STATUS_204,
        REFUSED,
        CUT,
        /** The answer begins and does not go on. */
        HALF,
        HUGE,
        ENDLESS,
        REDIRECT,
        NO_JSON,
        NO_KEYS,
        EMPTY,
        TOO_MANY_KEYS
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger redirected = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private final InetSocketAddress address;
    private HttpServer server;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String document;
    private volatile Trouble trouble = Trouble.NONE;

    public Issuer() throws IOException {
        listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = server.getAddress();
    }

    private void listen(InetSocketAddress where) throws IOException {
        server = HttpServer.create(where, 0);
        server.setExecutor(threads);
        server.createContext("/keys", this::answer);
        server.createContext("/moved", exchange -> {
            redirected.incrementAndGet();
            respond(exchange, 200, document);
        });
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + address.getPort() + "/keys");
    }

    public static String jwk(String keyId, KeyPair pair) {
        return jwk(keyId, pair, "");
    }

    /** @param more further members, each with a comma in front */
    static String jwk(String keyId, KeyPair pair, String more) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        int bits = key.getParams().getCurve().getField().getFieldSize();
        return "{\"kty\":\"EC\",\"kid\":\"" + keyId + "\",\"crv\":\"P-" + bits + "\",\"x\":\""
                + Signer.base64(fixed(key.getW().getAffineX(), (bits + 7) / 8)) + "\",\"y\":\""
                + Signer.base64(fixed(key.getW().getAffineY(), (bits + 7) / 8)) + "\"" + more + "}";
    }

    /** Returns a number in so many bytes. */
    static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[length];
        int used = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - used, fixed, length - used, used);
        return fixed;
    }

    static String document(String... jwks) {
        return "{\"keys\":[" + String.join(",", jwks) + "]}";
    }

    public void publish(String... jwks) {
        document = document(jwks);
    }

    public void trouble(Trouble next) throws IOException {
        if (next == Trouble.REFUSED) {
            server.stop(0);
        } else if (trouble == Trouble.REFUSED) {
            listen(address);
        }
        trouble = next;
    }

    /** Holds answers back until {@link #release}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    int requests() {
        return requests.get();
    }

    int redirected() {
        return redirected.get();
    }

    /** Waits until there were so many requests more than at the last call. */
    void awaitRequests(int count) throws InterruptedException {
        if (!begun.tryAcquire(count, 20, TimeUnit.SECONDS)) {
            throw new AssertionError("No request came");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        begun.release();
        try {
            gate.await();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        switch (trouble) {
            case STATUS_500 -> respond(exchange, 500, document);
            case STATUS_204 -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            }
            case CUT -> exchange.close();
            case HALF -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
            case HUGE -> respond(exchange, 200, document + " ".repeat(256 * 1024));
            case ENDLESS -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] piece = new byte[64 * 1024];
                Arrays.fill(piece, (byte) ' ');
                while (true) {
                    exchange.getResponseBody().write(piece); // until the node closes the connection
                }
            }
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", "/moved");
                respond(exchange, 302, document);
            }
            case NO_JSON -> respond(exchange, 200, "<html></html>");
            case NO_KEYS -> respond(exchange, 200, "{\"keys\":{}}");
            case EMPTY -> respond(exchange, 200, "");
            case TOO_MANY_KEYS -> respond(exchange, 200, "{\"keys\":[" + "{},".repeat(100) + "{}]}");
            default -> respond(exchange, 200, document);
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
