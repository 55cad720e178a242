package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.Documents;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.QueueContents;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import dev.sluice.testing.WarProcess;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;

/** Everything under the path /events/, which the proxies take off. */
class ProxyPrefixIT {
    private static final String USER = "Cookie: sluice_token=" + Tokens.of("ann");

    private static TwoNodes nodes;
    private static UnifiedJedis client;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start(
                "--queue-ack",
                "client",
                "--queues",
                "message_list,inbox:*",
                "--auth-key",
                Tokens.KEY,
                "--anonymous-take",
                "message_list",
                "--anonymous-read",
                "chat",
                "--grant-take",
                "inbox:{sub}");
        client = nodes.redis().sharedClient();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(client, nodes);
    }

    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void everythingWorksUnderThePath(Proxy.Kind kind) throws Exception {
        try (Proxy proxy = kind.before(nodes.node().port(), nodes.other().port())) {
            assertWorks(proxy.port(), "inbox:ann");
            HttpText redirect = HttpText.ask(proxy.port(), "GET", "/events");
            assertEquals(301, redirect.status());
            assertTrue(
                    redirect.text().matches("(?si).*\r\nlocation: (http://localhost)?(:\\d+)?/events/\r\n.*"),
                    redirect.text());
        }
    }

    /** Pages, a stream with a cookie, its confirmation, a history, origins and refusals. */
    private static void assertWorks(int port, String queue) throws Exception {
        for (String path : List.of("/", "/chat.html", "/sluice.js", "/style.css", "/topics/chat/events")) {
            assertEquals(200, HttpText.ask(port, "GET", "/events" + path).status(), path);
        }
        String site = "http://127.0.0.1:" + port;
        assertEquals(
                401, HttpText.ask(port, "GET", "/events/sse?queue=" + queue).status());
        URI address = URI.create(site + "/events/sse?queue=" + queue);
        try (EventStream stream =
                EventStream.open(address, USER, "Origin: " + site).awaitConnected()) {
            client.lpush(queue, "for ann");
            assertEquals(List.of("for ann"), stream.awaitMessages(1).messages());
            String id = stream.parser().lastEventId();
            assertEquals(204, HttpText.ask(port, "POST", "/events/ack?id=" + id).status());
            awaitConfirmed(queue);
        }
        assertEquals(
                403,
                HttpText.ask(port, "GET", "/events/sse?queue=" + queue, USER, "Origin: https://evil.example")
                        .status());
        assertEquals(404, HttpText.ask(port, "GET", "/events/no-such-page").status());
    }

    private static void awaitConfirmed(String queue) throws Exception {
        Await.until("the confirmation", () -> {
            QueueContents now = QueueContents.of(client, queue);
            return now.waiting().isEmpty() && now.claimed().isEmpty();
        });
    }

    @Test
    @DisplayName("A page under the path opens, shows a message and confirms another, in Chromium")
    void pageConfirmsUnderThePath() throws Exception {
        try (Proxy proxy = Proxy.Kind.HAPROXY.before(
                        nodes.node().port(), nodes.other().port());
                Chromium chromium = Chromium.start()) {
            chromium.open("http://127.0.0.1:" + proxy.port() + "/events");
            Await.until("an open stream", () -> chromium.text("#state").equals("open"));
            client.lpush("message_list", "for the page");
            Await.until("the message", () -> chromium.showsMessage("for the page"));
            chromium.run("""
                    window.confirmed = [];
                    document.cookie = arguments[0] + '; path=/events';
                    return import('/events/sluice.js').then(({ Sluice }) => {
                      const source = new Sluice({ url: 'sse', queues: ['inbox:ann'] });
                      source.onmessage = async (event) => confirmed.push(event.data, await source.ack(event));
                    });
                    """, USER.substring("Cookie: ".length()));
            client.lpush("inbox:ann", "to confirm");
            Await.until(
                    "the confirmation",
                    () -> List.of("to confirm", true).equals(chromium.run("return window.confirmed")));
            awaitConfirmed("inbox:ann");
        }
    }

    /** The lines for one's own nginx that the documents have. */
    private static String documented() throws Exception {
        return Documents.blocks("nginx").stream()
                .filter(block -> block.startsWith("location /events/ {"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("The lines for one's own nginx take the path off")
    void ownNginxTakesThePathOff() throws Exception {
        String locations = documented()
                .replace("127.0.0.1:8080", "127.0.0.1:" + nodes.node().port());
        try (NginxProcess nginx = NginxProcess.withLocations(locations)) {
            assertWorks(nginx.port(), "inbox:ann");
            assertEquals(
                    403, HttpText.ask(nginx.port(), "GET", "/events/metrics").status());
            assertEquals(
                    403,
                    HttpText.ask(nginx.port(), "POST", "/events/topics/chat").status());
        }
    }

    @DisplayName("A WAR works under its own context path, and under another one that a proxy has")
    @Tag("long")
    @Test
    void contextPathWorksWithAndWithoutAPrefix() throws Exception {
        Map<String, String> environment = Map.of(
                "SLUICE_REDIS_URL", nodes.redis().url(),
                "SLUICE_QUEUE_ACK", "client",
                "SLUICE_QUEUES", "war:*",
                "SLUICE_AUTH_KEY", Tokens.KEY,
                "SLUICE_GRANT_TAKE", "war:{sub}",
                "SLUICE_ANONYMOUS_READ", "chat");
        try (WarProcess same =
                new WarProcess.Setup(WarProcess.Container.TOMCAT, "/events", false, 0, "").start(environment)) {
            assertWorks(same.port(), "war:ann");
            String locations = documented()
                    .replaceAll("(?m)^ *rewrite .*\n", "")
                    .replace("127.0.0.1:8080", "127.0.0.1:" + same.port());
            try (NginxProcess nginx = NginxProcess.withLocations(locations)) {
                assertWorks(nginx.port(), "war:ann");
            }
        }
        try (WarProcess other =
                new WarProcess.Setup(WarProcess.Container.TOMCAT, "/sluice", false, 0, "").start(environment)) {
            String locations = documented()
                    .replace(" $1 break;", " /sluice$1 break;")
                    .replace("127.0.0.1:8080", "127.0.0.1:" + other.port());
            try (NginxProcess nginx = NginxProcess.withLocations(locations)) {
                assertWorks(nginx.port(), "war:ann");
            }
        }
    }
}
