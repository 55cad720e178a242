package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.VarnishProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** nginx and Varnish, as they are shipped, keep full pages of history. */
class HistoryCacheIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String FULL = "/topics/chat/events?after=1-0&limit=5";
    private static final String NOT_FULL = "/topics/chat/events?after=1-0&limit=50";

    /** How long one waits for another, as the configuration has it. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

    private RedisProcess redis;
    private NodeProcess node;
    private NginxProcess nginx;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--allowed-origins", "https://shop.example", "--topic-history-cache", "public");
        node.awaitReady();
        nginx = NginxProcess.toNodes(node.port(), node.port());
        client = redis.client();
        for (int i = 1; i <= 10; i++) {
            add(i);
        }
    }

    private void add(int id) {
        client.xadd("chat", XAddParams.xAddParams().id(new StreamEntryID(id, 0)), Map.of("data", String.valueOf(id)));
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(client, nginx, node, redis);
    }

    private static HttpRequest request(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(nginx.port(), path, headers);
    }

    private static HttpResponse<String> send(int port, String path, String... headers) throws Exception {
        return HTTP.send(request(port, path, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** Gets one page so many times at once, and tells how long that took. */
    private Duration getAtOnce(int times, String path) throws Exception {
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(HTTP.sendAsync(request(nginx.port(), path), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get().statusCode());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String status(HttpResponse<String> response) {
        return response.headers().firstValue("X-Cache-Status").orElse("none");
    }

    private int reads() throws Exception {
        return (int) node.metric("sluice_history_reads_total");
    }

    @Test
    void aFullPageIsReadOnce() throws Exception {
        HttpResponse<String> first = get(FULL);
        assertEquals("MISS", status(first));
        HttpResponse<String> second = get(FULL);
        assertEquals("HIT", status(second));
        assertEquals(first.body(), second.body());
        assertEquals(1, reads());
        String tag = second.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, get(FULL, "If-None-Match", tag).statusCode());
        assertEquals(1, reads());
    }

    @Test
    void aPageThatMayGrowIsNotKept() throws Exception {
        for (String path : List.of(NOT_FULL, "/topics/chat/events?last=5", "/topics/chat/events?limit=5")) {
            String before = get(path).body();
            HttpResponse<String> again = get(path);
            assertTrue(!status(again).equals("HIT"), path);
            assertEquals(before, again.body());
        }
        add(11);
        assertTrue(get(NOT_FULL).body().contains("11-0"));
    }

    @Test
    void simultaneousRequestsAskANodeOnce() throws Exception {
        get(NOT_FULL); // so that the node has read a page before
        int before;
        Duration taken;
        int limit = 0;
        do { // again, with another page, where some may have waited for too long and asked too
            limit++;
            before = reads();
            taken = getAtOnce(20, "/topics/chat/events?after=1-0&limit=" + limit);
        } while (taken.compareTo(LOCK_TIMEOUT) >= 0);
        assertEquals(before + 1, reads());
    }

    @Test
    void uncacheablePagesHardlyWaitForEachOther() throws Exception {
        try (FaultyLink first = FaultyLink.to(node.port());
                FaultyLink second = FaultyLink.to(node.port());
                NginxProcess front = NginxProcess.toNodes(first.port(), second.port())) {
            first.holdRequests(true);
            second.holdRequests(true);
            CompletableFuture<?> held =
                    HTTP.sendAsync(request(front.port(), NOT_FULL), HttpResponse.BodyHandlers.ofString());
            Await.until("a request on its way to a node", () -> first.held() + second.held() == 1);
            (first.held() == 1 ? second : first).holdRequests(false);
            assertEquals(
                    200,
                    HTTP.send(request(front.port(), NOT_FULL), HttpResponse.BodyHandlers.ofString())
                            .statusCode());
            assertFalse(held.isDone(), "it has waited for the first one's answer");
        }
        String shipped = Files.readString(Project.folder().resolve("nginx/server.conf"));
        assertTrue(shipped.contains("proxy_cache_lock_timeout " + LOCK_TIMEOUT.toSeconds() + "s;"), shipped);
    }

    @Test
    void refusalIsNotKept() throws Exception {
        assertEquals(403, get(FULL, "Origin", "https://evil.example").statusCode());
        assertEquals(200, get(FULL).statusCode());
        assertEquals(403, get(FULL, "Origin", "https://evil.example").statusCode());
        HttpResponse<String> allowed = get(FULL, "Origin", "https://shop.example");
        assertEquals(
                "https://shop.example",
                allowed.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        assertEquals("HIT", status(get(FULL)));
    }

    @Tag("long")
    @Test
    void fullPageIsReadOnceBehindApache() throws Exception {
        try (ApacheProcess apache = ApacheProcess.before(node.port(), node.port());
                NginxProcess front = NginxProcess.toApache(apache.port())) {
            for (String expected : List.of("MISS", "HIT")) {
                HttpResponse<String> response =
                        HTTP.send(request(front.port(), FULL), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode());
                assertEquals(expected, status(response));
            }
        }
    }

    @Test
    void varnishKeepsFullPagesOnly() throws Exception {
        try (VarnishProcess varnish = VarnishProcess.before(node.port(), node.port())) {
            for (String path : List.of(FULL, FULL, NOT_FULL)) {
                assertEquals(200, send(varnish.port(), path).statusCode());
            }
            assertEquals(2, reads(), "a full page is read once");
            String tag =
                    send(varnish.port(), NOT_FULL).headers().firstValue("ETag").orElseThrow();
            assertEquals(
                    304, send(varnish.port(), NOT_FULL, "If-None-Match", tag).statusCode());
            add(11);
            HttpResponse<String> grown = send(varnish.port(), NOT_FULL, "If-None-Match", tag);
            assertEquals(200, grown.statusCode());
            assertTrue(grown.body().contains("11-0"), grown.body());
            String figures = send(varnish.port(), "/metrics").body();
            send(varnish.port(), NOT_FULL); // which the node counts
            assertNotEquals(figures, send(varnish.port(), "/metrics").body(), "nothing else is kept");
        }
    }
}
