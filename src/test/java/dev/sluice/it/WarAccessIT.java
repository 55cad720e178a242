package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HeldApplication;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.WarProcess;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;
import tools.jackson.databind.json.JsonMapper;

/** Access control in the WAR, whose containers have asynchronous requests of their own kinds. */
class WarAccessIT {
    private static final String COOKIE = "Cookie: session=known";
    private static final String STRANGER = "X-Forwarded-For: 203.0.113.7";
    private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";
    private static final String GRANTED = "{\"sub\":\"ann\",\"take\":[\"jobs\",\"left\"],\"publish\":[\"posted\"]}";

    private WarProcess war;
    private HeldApplication application;
    private UnifiedJedis client;

    @ParameterizedTest
    @EnumSource(names = "TOMCAT_10")
    void accessControlWorks(WarProcess.Container container) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                HeldApplication held = HeldApplication.answering(GRANTED);
                WarProcess started = WarProcess.start(
                        container,
                        Map.of(
                                "SLUICE_REDIS_URL", redis.url(),
                                "SLUICE_QUEUES", "inbox:*,jobs,left,posted",
                                "SLUICE_HTTP_PUBLISH", "on",
                                "SLUICE_HEARTBEAT", "500ms",
                                "SLUICE_AUTH_KEY", Tokens.KEY,
                                "SLUICE_GRANT_TAKE", "inbox:{sub}",
                                "SLUICE_AUTH_URL", held.uri().toString(),
                                "SLUICE_LIMIT_STREAMS_PER_ADDRESS", "2",
                                "SLUICE_LIMIT_POSTS_PER_ADDRESS", "1"),
                        "")) {
            war = started;
            application = held;
            client = redis.sharedClient();
            tokensDecide();
            renewalExtendsAStream();
            aStreamWaitsForTheApplication();
            aHeadWaitsForTheApplication();
            aRefusalComesLate();
            aBodyIsReadAfterTheDecision();
            aClientThatLeavesTakesNothing();
            streamsOfAnAddressAreLimited();
            postsOfAnAddressAreLimited();
            for (String fault : List.of("ERROR", "SEVERE", "IllegalStateException")) {
                assertFalse(
                        war.process().output().contains(fault), war.process().output());
            }
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void accessControlWorksInOtherContainers(WarProcess.Container container) throws Exception {
        accessControlWorks(container);
    }

    private int status(String method, String target, String... headers) throws Exception {
        return HttpText.ask(war.port(), method, target, headers).status();
    }

    private void tokensDecide() throws Exception {
        String bearer = "Authorization: Bearer " + Tokens.of("ann");
        assertEquals(200, status("GET", "/sse?queue=inbox:ann", bearer));
        assertEquals(200, status("GET", "/sse?queue=inbox:ann&token=" + Tokens.of("ann")));
        assertEquals(200, status("HEAD", "/sse?queue=inbox:ann", bearer));
        assertEquals(401, status("GET", "/sse?queue=inbox:ann", bearer + "x"));
        assertEquals(401, status("GET", "/sse?queue=inbox:ann"));
        assertEquals(401, status("GET", "/sse?queue=inbox:bob", bearer), "as the application says");
    }

    private void renewalExtendsAStream() throws Exception {
        String bearer = "Authorization: Bearer " + Tokens.of("ann");
        try (EventStream stream = EventStream.open(war.uri("/sse?queue=inbox:ann"), bearer)) {
            String id = JsonMapper.shared()
                    .readTree(stream.awaitConnected().events().get(0).data())
                    .get("connection")
                    .asString();
            HttpText answer = HttpText.ask(war.port(), "POST", "/renew?connection=" + id, bearer);
            assertEquals(200, answer.status(), answer.text());
            assertTrue(answer.text().contains("\"dropped\":[]"), answer.text());
            assertEquals(401, status("POST", "/renew?connection=" + id));
        }
    }

    private void aStreamWaitsForTheApplication() throws Exception {
        application.hold();
        try (EventStream stream = EventStream.open(war.uri("/sse?queue=jobs"), COOKIE)) {
            application.awaitRequests(1);
            assertEquals("", stream.head());
            assertEquals(200, status("GET", "/health/live"));
            application.release();
            stream.awaitConnected();
            client.lpush("jobs", "late");
            assertEquals(List.of("late"), stream.awaitMessages(1).messages());
            Await.until("a heartbeat", () -> stream.parser().comments() >= 2);
        }
    }

    private void aHeadWaitsForTheApplication() throws Exception {
        application.hold();
        try (Socket socket = send("HEAD /sse?queue=jobs HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + "\r\n\r\n")) {
            application.awaitRequests(1);
            application.release();
            String head = HttpText.readHead(socket);
            assertTrue(head.startsWith("HTTP/1.1 200"), head);
            assertEquals(-1, socket.getInputStream().read(), "no body, and no stream");
        }
    }

    private void aRefusalComesLate() throws Exception {
        application.hold();
        try (EventStream stream = EventStream.open(war.uri("/sse?queue=jobs"), "Cookie: session=other")) {
            application.awaitRequests(1);
            application.release();
            Await.until("a head", () -> stream.head().contains("\r\n\r\n"));
            assertTrue(stream.head().startsWith("HTTP/1.1 401"), stream.head());
        }
    }

    private Socket send(String text) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), war.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Half of it has come before the decision. */
    private void aBodyIsReadAfterTheDecision() throws Exception {
        String half = "x".repeat(200_000);
        for (String cookie : List.of(COOKIE, "Cookie: session=other")) {
            application.hold();
            try (Socket socket = send("POST /queues/posted HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n" + OWN_PAGE
                    + "\r\nConnection: close\r\nContent-Length: " + 2 * half.length() + "\r\n\r\n" + half)) {
                application.awaitRequests(1);
                application.release();
                if (cookie.equals(COOKIE)) {
                    socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
                    String head = HttpText.readHead(socket);
                    assertTrue(head.startsWith("HTTP/1.1 201"), head);
                } else {
                    String head = HttpText.readHead(socket);
                    assertTrue(head.startsWith("HTTP/1.1 401"), head);
                }
            }
        }
        assertEquals(List.of(half + half), client.lrange("posted", 0, -1));
    }

    private void streamsOfAnAddressAreLimited() throws Exception {
        EventStream one =
                EventStream.open(war.uri("/sse?queue=jobs"), COOKIE, STRANGER).awaitConnected();
        try (EventStream two =
                EventStream.open(war.uri("/sse?queue=jobs"), COOKIE, STRANGER).awaitConnected()) {
            assertEquals(429, status("GET", "/sse?queue=jobs", COOKIE, STRANGER));
            HttpText away =
                    HttpText.ask(war.port(), "GET", "/sse?queue=jobs", COOKIE, STRANGER, "Accept: text/event-stream");
            assertTrue(away.status() == 200 && away.text().contains("\nretry: "), away.text());
            one.close();
            awaitPlace();
            application.hold();
            EventStream left = EventStream.open(war.uri("/sse?queue=jobs"), COOKIE, STRANGER);
            application.awaitRequests(1);
            assertEquals(429, status("GET", "/sse?queue=jobs", COOKIE, STRANGER));
            left.close();
            application.release();
            awaitPlace();
            assertFalse(two.isEnded());
        }
    }

    /** Until the stranger may open a stream, which a refusal for want of a token does not take. */
    private void awaitPlace() throws Exception {
        Await.until("a free place", () -> status("GET", "/sse?queue=jobs", STRANGER) == 401);
    }

    private void postsOfAnAddressAreLimited() throws Exception {
        Await.until("a refusal before the body", () -> {
            try (Socket socket = send("POST /queues/posted HTTP/1.1\r\nHost: localhost\r\n" + STRANGER
                    + "\r\nContent-Length: 200000\r\n\r\nhalf")) {
                String head = HttpText.readHead(socket);
                return head.startsWith("HTTP/1.1 429") && head.contains("Retry-After: 1\r\n");
            }
        });
    }

    private void aClientThatLeavesTakesNothing() throws Exception {
        application.hold();
        EventStream left = EventStream.open(war.uri("/sse?queue=left"), COOKIE);
        Socket poster = send("POST /queues/posted HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + "\r\n" + OWN_PAGE
                + "\r\nContent-Length: 100\r\n\r\nhalf");
        application.awaitRequests(2);
        left.close();
        poster.close();
        application.release();
        client.lpush("left", "for whoever is there");
        try (EventStream stream = EventStream.open(war.uri("/sse?queue=left"), COOKIE)) {
            assertEquals(
                    List.of("for whoever is there"), stream.awaitMessages(1).messages());
        }
        Await.until(
                "no connection",
                () -> HttpText.ask(war.port(), "GET", "/metrics").text().contains("\nsluice_connections 0.0\n"));
    }
}
