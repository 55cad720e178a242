package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.AllProxies;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.ProxyTraffic;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All proxies whose configurations are shipped, in the situations that they are for. */
class ProxyFaultsIT {
    private static AllProxies proxies;

    @BeforeAll
    static void start() throws Exception {
        proxies = AllProxies.start();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(proxies);
    }

    @BeforeEach
    void haveBothNodes() throws Exception {
        proxies.awaitBothNodes();
    }

    @Test
    void closedTabGivesItsMessageBack() throws Exception {
        proxies.forEach(kind -> {
            EventStream.open(proxies.address(kind)).awaitConnected().close();
            proxies.push(kind, "for somebody");
            try (EventStream next = EventStream.open(proxies.address(kind))) {
                assertEquals(List.of("for somebody"), next.awaitMessages(1).messages(), kind.toString());
            }
        });
    }

    @Test
    void deadNodeIsSkipped() throws Exception {
        proxies.nodes().node().process().kill();
        proxies.forEach(proxies::awaitServing);
    }

    @Test
    @DisplayName("Without a node, browsers are told when to come back, also those of pages of other origins")
    void withoutNodesBrowsersComeBack() throws Exception {
        proxies.nodes().node().process().kill();
        proxies.nodes().other().process().kill();
        proxies.forEach(kind -> {
            int port = proxies.of(kind).port();
            for (String path : List.of("/sse", "/events/sse?queue=q:1", "/sse.php")) {
                Await.until("a retry of " + kind, () -> {
                    String text = retry(port, path);
                    return text.matches(
                                    "(?si)http/1.1 200 .*content-type: text/event-stream.*\n\r?\nretry: \\d{4}\n\n.*")
                            && text.contains("Access-Control-Allow-Origin: https://other.example".toLowerCase());
                });
            }
            int status = HttpText.ask(port, "GET", "/health/live").status();
            assertTrue(
                    status >= 502 && status <= 504,
                    kind + ": what is no stream keeps its honest status, not " + status);
        });
    }

    /** Returns an answer in lower case; an empty one if the connection was cut, which Varnish does at first. */
    private static String retry(int port, String path) throws Exception {
        try {
            return HttpText.ask(port, "GET", path, "Origin: https://other.example")
                    .text()
                    .toLowerCase();
        } catch (ArrayIndexOutOfBoundsException cut) {
            return "";
        }
    }

    @Tag("long")
    @Test
    @DisplayName("A node that hangs gets no new streams")
    void hungNodeGetsNoNewStreams() throws Exception {
        NodeProcess hung = proxies.nodes().node();
        hung.process().signal("STOP");
        try {
            // nginx asks a node before each stream, but chooses again for the stream itself.
            proxies.forEach(kind -> proxies.awaitServing(kind, kind == Proxy.Kind.NGINX ? 1 : AllProxies.STREAMS));
        } finally {
            hung.process().signal("CONT");
        }
    }

    @Test
    @DisplayName("A node stops while streams are open: they move to the other node, and nothing is lost")
    void drainLosesNothing() throws Exception {
        try (ProxyTraffic traffic = proxies.traffic()) {
            traffic.awaitMore();
            proxies.nodes().node().stop();
            traffic.awaitMore();
            proxies.nodes().node().restart();
            traffic.finish();
        }
    }

    @Tag("long")
    @Test
    @DisplayName("A proxy reads its configuration again while streams are open: nothing is lost")
    void reloadLosesNothing() throws Exception {
        try (ProxyTraffic traffic = proxies.traffic()) {
            traffic.awaitMore();
            proxies.forEach(kind -> {
                proxies.of(kind).reload();
                proxies.awaitServing(kind);
            });
            traffic.awaitMore();
            traffic.finish();
        }
    }
}
