package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HaproxyProcess;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.Parts;
import dev.sluice.testing.TwoNodes;
import dev.sluice.testing.VarnishProcess;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** HAProxy and Varnish before two nodes, as docs/proxies.md configures them. */
class DocumentedProxiesIT {
    private static HaproxyProcess haproxy;
    private static VarnishProcess varnish;
    private static TwoNodes nodes;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws Exception {
        nodes = TwoNodes.start("--heartbeat", "500ms", "--settle-delay", "100ms");
        haproxy = HaproxyProcess.documented(nodes.node().port(), nodes.other().port());
        varnish = VarnishProcess.before(nodes.node().port(), nodes.other().port());
        ports = List.of(haproxy.port(), varnish.port());
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(varnish, haproxy, nodes);
    }

    private static EventStream open(int port) throws Exception {
        String site = "http://127.0.0.1:" + port;
        return EventStream.open(URI.create(site + "/sse"), "Origin: " + site, "Connection: close");
    }

    private static boolean isConnected(EventStream stream) {
        return !stream.events().isEmpty();
    }

    private static boolean isSentAway(EventStream stream) {
        return stream.isEnded() && stream.parser().reconnectionMillis().isPresent() && !isConnected(stream);
    }

    /** Tells whether a new stream gets this. An EventSource bears with a cut connection, but with no status but 200. */
    private static boolean gets(Predicate<EventStream> expected, int port) throws Exception {
        try (EventStream stream = open(port)) {
            Await.until("an answer", () -> stream.isEnded() || expected.test(stream));
            String head = stream.head().toLowerCase();
            assertTrue(
                    head.isEmpty() || head.startsWith("http/1.1 200 ") && head.contains("type: text/event-stream"),
                    head);
            return expected.test(stream);
        }
    }

    @Test
    void messagesComeAtOnce() throws Exception {
        for (int port : ports) {
            try (EventStream stream = open(port).awaitConnected()) {
                for (String message : List.of("first", "second")) {
                    nodes.client().lpush("message_list", message);
                    Await.until(message, () -> stream.messages().contains(message));
                }
                Await.until("heartbeats", () -> stream.parser().comments() >= 2);
                Claims.awaitNone(nodes.client());
            }
            nodes.node().awaitConnections(0);
            nodes.other().awaitConnections(0);
        }
        String wrongScheme = "Origin: https://localhost";
        assertEquals(
                403,
                HttpText.ask(haproxy.port(), "GET", "/sse", wrongScheme, "X-Forwarded-Proto: https")
                        .status());
    }

    @Tag("long")
    @Test
    void browsersComeBackWhenNodesDo() throws Exception {
        nodes.node().process().kill();
        for (int port : ports) {
            Await.until("a stream from the other node", () -> gets(DocumentedProxiesIT::isConnected, port));
        }
        nodes.other().process().kill();
        for (int port : ports) {
            Await.until("a retry", () -> gets(DocumentedProxiesIT::isSentAway, port));
            assertEquals(503, HttpText.ask(port, "GET", "/health/live").status(), "what is no stream is told so");
        }
        nodes.node().restart();
        nodes.other().restart();
        for (int port : ports) {
            Await.until("a stream again", () -> gets(DocumentedProxiesIT::isConnected, port));
        }
    }
}
