package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.AllProxies;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.ProxyTraffic;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of open streams in the situations of {@link ProxyFaultsIT}, which takes until a time-out of a proxy. */
@Tag("long")
class ProxyStreamsIT {
    private static final int MANY = 10;

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

    @DisplayName("nginx, HAProxy and Varnish tell a node at once that a tab was closed, not with the next heartbeat")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
    void closedTabIsToldAtOnce(Proxy.Kind kind) throws Exception {
        try (NodeProcess quiet = NodeProcess.start(proxies.nodes().redis(), "--heartbeat", "10m", "--queues", "q:*");
                Proxy proxy = kind.before(quiet.port(), quiet.port())) {
            EventStream.open(URI.create("http://127.0.0.1:" + proxy.port() + "/sse?queue=q:1"))
                    .awaitConnected()
                    .close();
            // Each proxy cuts a silent stream after 45 s.
            assertTrue(
                    Await.isTrueWithin(Duration.ofSeconds(30), () -> quiet.metric("sluice_connections") == 0),
                    kind.toString());
        }
    }

    @DisplayName("After a reload nginx and HAProxy cut open streams after a while; with Apache and Varnish they go on")
    @Test
    void reloadCutsStreamsOfTwoProxies() throws Exception {
        Map<Proxy.Kind, EventStream> streams = new EnumMap<>(Proxy.Kind.class);
        try (ProxyTraffic traffic = proxies.traffic()) {
            for (Proxy.Kind kind : proxies.kinds()) {
                streams.put(kind, EventStream.open(proxies.address(kind)).awaitConnected());
            }
            proxies.forEach(kind -> proxies.of(kind).reload());
            traffic.awaitMore();
            streams.forEach((kind, stream) -> assertFalse(stream.isEnded(), kind + " gives them some time"));
            for (Proxy.Kind kind : List.of(Proxy.Kind.NGINX, Proxy.Kind.HAPROXY)) {
                Await.until("the end of a stream through " + kind, streams.get(kind)::isEnded);
            }
            for (Proxy.Kind kind : List.of(Proxy.Kind.APACHE, Proxy.Kind.VARNISH)) {
                proxies.push(kind, "after the reload");
                assertEquals(
                        List.of("after the reload"),
                        streams.get(kind).awaitMessages(1).messages());
            }
            traffic.awaitMore();
            traffic.finish();
        } finally {
            AllProxies.close(List.copyOf(streams.values()));
        }
    }

    @DisplayName("Streams at a node that hangs are cut, so that browsers go to the other one")
    @Test
    void hungNodesStreamsAreCut() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (Proxy.Kind kind : proxies.kinds()) {
            streams.addAll(proxies.open(kind));
        }
        assertEquals(streams.size(), AllProxies.connected(streams));
        NodeProcess node = proxies.nodes().node();
        String hung = node.readiness().node();
        node.process().signal("STOP");
        try {
            for (EventStream stream : streams) {
                if (AllProxies.node(stream).equals(hung)) {
                    Await.until("the end of a stream", stream::isEnded);
                }
            }
        } finally {
            node.process().signal("CONT");
        }
        for (EventStream stream : streams) {
            assertEquals(AllProxies.node(stream).equals(hung), stream.isEnded(), "only those at the node that hangs");
        }
        AllProxies.close(streams);
    }

    @DisplayName("A drain of the default length ends streams with a retry, through all proxies")
    @Test
    void drainEndsStreamsWithARetry() throws Exception {
        String[] options = {"--heartbeat", "500ms", "--drain-time", "5s", "--queues", "q:*"};
        try (NodeProcess draining = NodeProcess.start(proxies.nodes().redis(), options)) {
            draining.awaitReady();
            for (Proxy.Kind kind : Proxy.Kind.values()) {
                try (Proxy proxy = kind.before(draining.port(), draining.port())) {
                    assertGoodbyes(proxy, draining);
                }
            }
        }
    }

    private static void assertGoodbyes(Proxy proxy, NodeProcess node) throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            streams.add(EventStream.open(URI.create("http://127.0.0.1:" + proxy.port() + "/sse?queue=q:1"))
                    .awaitConnected());
        }
        node.stop();
        for (EventStream stream : streams) {
            Await.until("the end of a stream", stream::isEnded);
            assertEquals(2, stream.parser().retries(), "one at its beginning, and one at its end");
        }
        AllProxies.close(streams);
        node.restart();
        node.awaitReady();
    }
}
