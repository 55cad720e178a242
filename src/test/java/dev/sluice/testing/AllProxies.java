package dev.sluice.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;

/** All proxies whose configurations are shipped, before the same two nodes, which serve the queues {@code q:*}. */
public final class AllProxies implements AutoCloseable {
    /** How many streams are opened at a time, so that both nodes get some. */
    public static final int STREAMS = 4;

    /** More than any of them takes to answer, unless it waits for a node that hangs. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Map<Proxy.Kind, Proxy> proxies = new EnumMap<>(Proxy.Kind.class);
    private final TwoNodes nodes;
    private final UnifiedJedis client;

    /** What is done with one of them. */
    @FunctionalInterface
    public interface Situation {
        void check(Proxy.Kind kind) throws Exception;
    }

    private AllProxies(TwoNodes nodes) throws Exception {
        this.nodes = nodes;
        client = nodes.redis().sharedClient();
        Parts.startAll(Stream.of(Proxy.Kind.values())
                .map(kind -> (Callable<?>) () -> {
                    Proxy proxy = kind.before(nodes.node().port(), nodes.other().port());
                    synchronized (proxies) {
                        return proxies.put(kind, proxy);
                    }
                })
                .toArray(Callable<?>[]::new));
    }

    /** Starts two nodes with short times, and the proxies. */
    public static AllProxies start() throws Exception {
        List.of("nginx", "apache2", "haproxy", "varnishd").forEach(Programs::require);
        return new AllProxies(TwoNodes.start(
                "--heartbeat", "500ms", "--drain-time", "2s", "--retry", "500ms", "--queues", "q:*,traffic:*"));
    }

    public TwoNodes nodes() {
        return nodes;
    }

    public Set<Proxy.Kind> kinds() {
        return proxies.keySet();
    }

    public Proxy of(Proxy.Kind kind) {
        return proxies.get(kind);
    }

    /** Side by side, since most of it is waiting. */
    public void forEach(Situation situation) throws Exception {
        Parts.startAll(kinds().stream()
                .map(kind -> (Callable<?>) () -> {
                    situation.check(kind);
                    return kind;
                })
                .toArray(Callable<?>[]::new));
    }

    /** Has both nodes run, and waits until each proxy sends browsers to both. */
    public void awaitBothNodes() throws Exception {
        for (NodeProcess node : List.of(nodes.node(), nodes.other())) {
            if (!node.process().isAlive()) {
                node.restart();
            }
            node.awaitReady();
        }
        forEach(kind -> Await.until("both nodes behind " + kind, () -> {
            List<EventStream> streams = open(kind);
            boolean all = connected(streams) == STREAMS;
            boolean both =
                    all && streams.stream().map(AllProxies::node).distinct().count() == 2;
            close(streams);
            return both;
        }));
    }

    /** The stream of a queue that no other proxy has. */
    public URI address(Proxy.Kind kind) {
        return address(kind, "q:" + kind);
    }

    private URI address(Proxy.Kind kind, String queue) {
        return URI.create("http://127.0.0.1:" + of(kind).port() + "/sse?queue=" + queue);
    }

    /** Pushes a message for browsers that come through this proxy. */
    public void push(Proxy.Kind kind, String message) {
        client.lpush("q:" + kind, message);
    }

    /** Opens some streams, and does not wait for answers. */
    public List<EventStream> open(Proxy.Kind kind) throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(EventStream.open(address(kind)));
        }
        return streams;
    }

    public static void close(List<EventStream> streams) throws Exception {
        Parts.close(streams.toArray(AutoCloseable[]::new));
    }

    /** Waits a while for the answers, each of which an EventSource must bear, and returns how many are open streams. */
    public static long connected(List<EventStream> streams) throws Exception {
        Await.isTrueWithin(ANSWER, () -> streams.stream().allMatch(stream -> stream.isEnded() || isConnected(stream)));
        for (EventStream stream : streams) {
            String head = stream.head().toLowerCase();
            assertTrue(
                    head.isEmpty() || head.startsWith("http/1.1 200 ") && head.contains("type: text/event-stream"),
                    head);
        }
        return streams.stream()
                .filter(stream -> isConnected(stream) && !stream.isEnded())
                .count();
    }

    private static boolean isConnected(EventStream stream) {
        return stream.events().stream().anyMatch(event -> event.type().equals("sluice:connected"));
    }

    /** Returns the name of the node that serves it: the beginning of the connection's id. */
    public static String node(EventStream stream) {
        try {
            return stream.connectionId().substring(0, 8);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until all new streams reach a node, and so do messages. */
    public void awaitServing(Proxy.Kind kind) throws Exception {
        awaitServing(kind, STREAMS);
    }

    /** The same for at least so many of them. */
    public void awaitServing(Proxy.Kind kind, int least) throws Exception {
        List<EventStream> streams = new ArrayList<>();
        Await.until("streams through " + kind, () -> {
            close(streams);
            streams.clear();
            streams.addAll(open(kind));
            return connected(streams) >= least;
        });
        push(kind, "still delivered");
        Await.until(
                "a message through " + kind,
                () -> streams.stream().anyMatch(stream -> stream.messages().contains("still delivered")));
        close(streams);
    }

    /** Begins to push numbered messages for browsers behind each proxy. */
    public ProxyTraffic traffic() throws Exception {
        Map<String, URI> addresses = new HashMap<>();
        for (Proxy.Kind kind : kinds()) {
            addresses.put("traffic:" + kind, address(kind, "traffic:" + kind));
        }
        return ProxyTraffic.start(nodes.redis().sharedClient(), addresses);
    }

    @Override
    public void close() throws Exception {
        Parts.close(proxies.values().toArray(AutoCloseable[]::new));
        Parts.close(client, nodes);
    }
}
