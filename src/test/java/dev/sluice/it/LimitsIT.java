package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HeldApplication;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits for each address and each user, by a node that trusts the proxy at 127.0.0.1 only. */
class LimitsIT {
    private static final Pattern RETRY = Pattern.compile("retry: (\\d+)");
    private static final String PROXY = "127.0.0.1";
    private static final String BROWSER = "Accept: text/event-stream";

    @TempDir
    private static Path folder;

    private static RedisProcess redis;
    private static HeldApplication application;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        application = HeldApplication.answering("{\"sub\": \"asked\", \"take\": [\"held\"]}");
        Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml("1"));
        node = NodeProcess.start(redis, "--config", file.toString());
        node.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        application.close();
        redis.close();
    }

    /** Where a limit is small, nothing comes back before the test is over: one in a second is the least. */
    private static String yaml(String posts) {
        return "auth-key: " + Tokens.KEY + "\nauth-url: " + application.uri()
                + "\ntrusted-proxies: " + PROXY + "\nretry: 2s"
                + "\nqueues: [jobs, held]\nanonymous-take: jobs\nanonymous-read: chat\nanonymous-publish: jobs"
                + "\nlimit-streams-per-address: 3\nlimit-streams-per-user: 2"
                + "\nlimit-posts-per-address: " + posts + "\nlimit-posts-per-user: 2"
                + "\nlimit-histories-per-address: 1\nlimit-histories-per-user: 1\n";
    }

    private static String forwarded(String address) {
        return "X-Forwarded-For: " + address;
    }

    private static String bearer(String user, String right, String name) {
        return "Authorization: Bearer " + Tokens.of(user, 3600, Map.of("sluice", Map.of(right, List.of(name))));
    }

    private static HttpText ask(String method, String target, String... headers) throws Exception {
        return HttpText.ask(node.port(), method, target, headers);
    }

    private static void assertLimited(HttpText answer, String limit) {
        assertEquals(429, answer.status(), answer.text());
        Matcher retryAfter = Pattern.compile("\r\nRetry-After: ([1-9]\\d*)\r\n").matcher(answer.text());
        assertTrue(retryAfter.find(), answer.text());
        assertTrue(answer.text().contains("application/problem+json"), answer.text());
        assertTrue(answer.text().contains("\"status\":429"), answer.text());
        assertTrue(answer.text().contains("(" + limit + ")."), answer.text());
    }

    private static EventStream open(String address, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(forwarded(address));
        return EventStream.open(node.uri("/sse?queue=jobs"), all.toArray(String[]::new));
    }

    /** Asks until a request of these is refused: a second's worth may come back meanwhile. */
    private static void awaitLimited(String limit, String method, String target, String... headers) throws Exception {
        HttpText[] last = new HttpText[1];
        Await.until("a refusal of " + target, () -> {
            last[0] = ask(method, target, headers);
            return last[0].status() == 429;
        });
        assertLimited(last[0], limit);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /queues/jobs, POSTS",
        "POST, /queues/not-served, POSTS",
        "POST, /topics/chat, POSTS",
        "POST, /direct?user=ann, POSTS",
        "POST, /renew?connection=none, POSTS",
        "GET, /topics/chat/events, HISTORIES",
        "HEAD, /topics/chat/events, HISTORIES",
        "GET, /topics/chat/presence, HISTORIES",
    })
    void requestsOfAnAddressAreLimited(String method, String target, String kind) throws Exception {
        int host = 1 + Math.floorMod((method + target).hashCode(), 250);
        String address = "203.0.113." + host;
        String limit = "SLUICE_LIMIT_" + kind + "_PER_ADDRESS";
        String label = "sluice_requests_limited_total{limit=\"" + kind.toLowerCase() + "-per-address\"}";
        double before = node.metric(label);
        if (method.equals("HEAD")) {
            Await.until(
                    "a refusal", () -> ask(method, target, forwarded(address)).status() == 429);
        } else {
            awaitLimited(limit, method, target, forwarded(address));
        }
        assertTrue(node.metric(label) > before);
        assertFalse(ask(method, target, forwarded("203.0.114." + host)).text().contains(limit), "another address");
        assertTrue(node.logged(limit + "=1; more") >= 1);
    }

    /** A body that would never come is not waited for. */
    @Test
    void noBodyAndNoTokenIsLookedAt() throws Exception {
        String address = forwarded("203.0.113.251");
        awaitLimited("SLUICE_LIMIT_POSTS_PER_ADDRESS", "POST", "/queues/jobs", address, "Authorization: Bearer wrong");
        Await.until("a refusal before the body", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                socket.getOutputStream()
                        .write(("POST /queues/jobs HTTP/1.1\r\nHost: localhost\r\n" + address
                                        + "\r\nContent-Length: 100000\r\nAuthorization: Bearer wrong\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                return HttpText.readHead(socket).startsWith("HTTP/1.1 429 ");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /queues/jobs, publish, jobs, POSTS",
        "POST, /direct?user=bob, send, bob, POSTS",
        "POST, /renew?connection=none, read, chat, POSTS",
        "GET, /topics/chat/events, read, chat, HISTORIES",
    })
    void requestsOfAUserAreLimited(String method, String target, String right, String name, String kind)
            throws Exception {
        String user = "user of " + target;
        int[] asked = new int[1];
        Await.until("a refusal for the user", () -> {
            String address = forwarded("2001:db8:" + target.length() + ":" + asked[0]++ + "::1");
            HttpText answer = ask(method, target, address, bearer(user, right, name));
            assertFalse(answer.text().contains("PER_ADDRESS"), answer.text());
            if (answer.status() == 429) {
                assertLimited(answer, "SLUICE_LIMIT_" + kind + "_PER_USER");
            }
            return answer.status() == 429;
        });
        assertFalse(ask(method, target, forwarded("2001:db8:ffff::1"), bearer("another " + user, right, name))
                .text()
                .contains("PER_USER"));
    }

    @Test
    void confirmationsAndOperatorsAreNotLimited() throws Exception {
        for (int i = 0; i < 5; i++) {
            String address = forwarded("203.0.113.252");
            assertEquals(400, ask("POST", "/ack?id=none", address).status());
            assertEquals(403, ask("DELETE", "/connections?user=ann", address).status());
            assertEquals(200, ask("GET", "/health/live", address).status());
        }
    }

    @Test
    void streamsOfAnAddressAreLimited() throws Exception {
        String address = "2001:db8:1:1::1";
        EventStream first = open(address).awaitConnected();
        try (EventStream second = open("2001:db8:1:1::2").awaitConnected();
                EventStream third = open(address).awaitConnected()) {
            assertLimited(
                    ask("GET", "/sse?queue=jobs", forwarded("2001:db8:1:1::3")), "SLUICE_LIMIT_STREAMS_PER_ADDRESS");
            HttpText away = ask("GET", "/sse?queue=jobs", BROWSER, forwarded(address));
            assertEquals(200, away.status(), away.text());
            assertTrue(away.text().contains("text/event-stream"), away.text());
            assertTrue(away.text().contains(":The limit for each address, 3 open streams, is reached"), away.text());
            Matcher retry = RETRY.matcher(away.text());
            assertTrue(retry.find() && Integer.parseInt(retry.group(1)) >= 5_000, away.text());
            assertEquals(200, ask("HEAD", "/sse?queue=jobs", forwarded(address)).status(), "opens no stream");
            open("2001:db8:1:2::1").awaitConnected().close();
            first.close();
            awaitOpened(address).close();
            assertFalse(second.isEnded() || third.isEnded());
        }
    }

    /** Opens a stream as soon as one of this address has been given back. */
    private static EventStream awaitOpened(String address, String... headers) throws Exception {
        EventStream[] opened = new EventStream[1];
        Await.until("a free place for " + address, () -> {
            EventStream stream = open(address, headers);
            Await.until(
                    "an answer",
                    () -> stream.isEnded()
                            || stream.events().stream()
                                    .anyMatch(event -> event.type().equals("sluice:connected")));
            opened[0] = stream;
            return !stream.isEnded();
        });
        return opened[0];
    }

    @Test
    void streamsOfAUserAreLimited() throws Exception {
        String ann = bearer("ann", "take", "jobs");
        EventStream first = open("198.51.100.10", ann).awaitConnected();
        try (EventStream second = open("198.51.100.11", ann).awaitConnected()) {
            for (int i = 0; i < 5; i++) { // more than an address may have: each gives back its place
                assertLimited(
                        ask("GET", "/sse?queue=jobs", forwarded("198.51.100.12"), ann),
                        "SLUICE_LIMIT_STREAMS_PER_USER");
            }
            open("198.51.100.12").awaitConnected().close();
            open("198.51.100.12", bearer("bob", "take", "jobs"))
                    .awaitConnected()
                    .close();
            first.close();
            awaitOpened("198.51.100.12", ann).close();
            assertFalse(second.isEnded());
        }
    }

    /** More often than an address may have streams. */
    @Test
    void refusedStreamsGiveTheirPlacesBack() throws Exception {
        String address = forwarded("198.51.100.20");
        for (int i = 0; i < 5; i++) {
            assertEquals(401, ask("GET", "/sse?queue=jobs&token=wrong", address).status());
            assertEquals(403, ask("GET", "/sse?queue=not-served", address).status());
            assertEquals(400, ask("GET", "/sse?wrong", address).status());
            assertEquals(
                    406,
                    ask("GET", "/sse?queue=jobs", address, "Accept: text/html").status());
            awaitOpened("198.51.100.20").close();
        }
        fillAndEmpty("198.51.100.20");
    }

    @Test
    void resetStreamsGiveTheirPlacesBack() throws Exception {
        String address = "198.51.100.30";
        byte[] request = ("GET /sse?queue=jobs HTTP/1.1\r\nHost: localhost\r\n" + BROWSER + "\r\n" + forwarded(address)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0); // closes with a reset
                socket.getOutputStream().write(request);
                if (i % 3 == 0) {
                    HttpText.readHead(socket);
                }
            }
        }
        fillAndEmpty(address);
    }

    @Test
    void waitingStreamsHoldTheirPlaces() throws Exception {
        String address = forwarded("198.51.100.40");
        application.hold();
        try (EventStream known = EventStream.open(node.uri("/sse?queue=held"), address, "Cookie: session=known");
                EventStream refused = EventStream.open(node.uri("/sse?queue=held"), address, "Cookie: session=other");
                EventStream left = EventStream.open(node.uri("/sse?queue=held"), address, "Cookie: session=left")) {
            application.awaitRequests(3);
            assertLimited(ask("GET", "/sse?queue=jobs", address), "SLUICE_LIMIT_STREAMS_PER_ADDRESS");
            left.close();
            application.release();
            known.awaitConnected();
            Await.until("a refusal", () -> refused.head().startsWith("HTTP/1.1 401 "));
            awaitOpened("198.51.100.40").close();
        }
        fillAndEmpty("198.51.100.40");
    }

    /** Opens as many streams as an address may have, once all that it had have been given back. */
    private static void fillAndEmpty(String address) throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(awaitOpened(address));
        }
        assertLimited(ask("GET", "/sse?queue=jobs", forwarded(address)), "SLUICE_LIMIT_STREAMS_PER_ADDRESS");
        for (EventStream stream : streams) {
            stream.close();
        }
    }

    /** What clients write into the header does not count. */
    @Test
    void aProxyNamesTheAddresses() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (NginxProcess nginx = NginxProcess.withSite("127.0.0.1:" + node.port())) {
            for (int i = 0; i < 4; i++) {
                sockets.add(from("127.0.0.2", nginx.port()));
                assertEquals(i < 3 ? 200 : 429, status(sockets.get(i), "/sse?queue=jobs", "192.0.2." + i));
            }
            sockets.add(from("127.0.0.3", nginx.port()));
            assertEquals(200, status(sockets.get(4), "/sse?queue=jobs", "192.0.2.1"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void unknownProxyTurnsLimitsOff() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = from("127.0.0.9", node.port())) {
                assertEquals(200, status(socket, "/topics/chat/events", "203.0.113.9"));
            }
        }
        assertEquals(1, node.logged("Limits for each address are off for requests with X-Forwarded-For"));
        String health = node.get("/health/ready").body();
        assertTrue(health.contains("first seen of 127.0.0.9") && health.contains("\"status\":\"ready\""), health);
    }

    private static Socket from(String address, int port) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
    }

    private static int status(Socket socket, String target, String forwarded) throws Exception {
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + forwarded(forwarded) + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return Integer.parseInt(HttpText.readHead(socket).split(" ")[1]);
    }

    @Test
    void aReloadChangesLimits() throws Exception {
        Path file = folder.resolve("sluice.yaml");
        String address = forwarded("203.0.113.253");
        int before = node.logged("Settings reloaded");
        try {
            Files.writeString(file, yaml("none"));
            node.process().signal("HUP");
            Await.until("the reload", () -> node.logged("Settings reloaded") > before);
            for (int i = 0; i < 20; i++) {
                assertEquals(201, ask("POST", "/queues/jobs", address).status());
            }
        } finally {
            Files.writeString(file, yaml("1"));
            node.process().signal("HUP");
            Await.until("the reload", () -> node.logged("Settings reloaded") > before + 1);
        }
        awaitLimited("SLUICE_LIMIT_POSTS_PER_ADDRESS", "POST", "/queues/jobs", address);
    }
}
