package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Pages whose stream is dead without a word, or that the browser freezes or hides. */
class SilentStreamIT {
    private RedisProcess redis;
    private NodeProcess node;
    private FaultyLink link;
    private Chromium chromium;

    @BeforeEach
    void start() throws Exception {
        chromium = Chromium.start();
        redis = RedisProcess.embedded();
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(chromium, node, link, redis);
    }

    /** A page at this port with a stream; its states are kept in {@code window.states}. */
    private void openPage(int port, String options) throws Exception {
        chromium.open("http://127.0.0.1:" + port + "/favicon.svg");
        chromium.run("""
                window.states = [];
                window.received = [];
                import('/sluice.js').then(({ Sluice }) => {
                  window.source = new Sluice(%s);
                  window.source.addEventListener('state', (event) => states.push(event.detail.state));
                  window.source.onmessage = (event) => received.push(event.data);
                });
                """.formatted(options));
        awaitState("open");
    }

    private Object state() {
        return chromium.run("return window.source?.state ?? null");
    }

    private void awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> state.equals(state()));
    }

    private void startNode(String heartbeat) throws Exception {
        node = NodeProcess.start(redis, "--heartbeat", heartbeat);
        link = FaultyLink.to(node.port());
    }

    @Test
    void heartbeatsAreEventsIfAskedFor() throws Exception {
        startNode("200ms");
        try (EventStream stream =
                EventStream.open(node.uri("/sse?heartbeat=event")).awaitConnected()) {
            Await.until(
                    "heartbeats",
                    () -> stream.events().stream()
                                    .filter(event -> event.type().equals("sluice:heartbeat"))
                                    .count()
                            >= 3);
            assertTrue(stream.events().stream()
                    .anyMatch(event -> event.type().equals("sluice:connected")
                            && event.data().contains("\"heartbeat\":200")));
        }
        assertEquals(400, node.get("/sse?heartbeat=comment").statusCode());
    }

    @Test
    void leavesSilentButNotQuietStreams() throws Exception {
        startNode("1s");
        openPage(link.port(), "{ minDelay: 50, maxDelay: 100 }");
        Thread.sleep(4_000);
        assertEquals("[\"open\"]", chromium.run("return JSON.stringify(states)"), "quiet, but for heartbeats");
        link.swallowAnswers();
        Await.until("the state", () -> !"open".equals(state()));
        Await.until(
                "further attempts",
                () -> ((String) chromium.run("return JSON.stringify(states)"))
                        .contains("\"waiting\",\"connecting\",\"waiting\""));
    }

    @Tag("long")
    @Test
    @DisplayName("An overdue stream is left at once when the network comes back")
    void leavesOverdueStreamsOnceOnline() throws Exception {
        startNode("4s");
        openPage(link.port(), "{}");
        link.swallowAnswers();
        chromium.run("window.dispatchEvent(new Event('online'))");
        assertEquals("open", state(), "not overdue yet");
        Thread.sleep(5_500); // over one heartbeat, and less than two and a half
        assertEquals("open", state());
        chromium.run("window.dispatchEvent(new Event('online'))");
        assertEquals("connecting", state());
    }

    @Test
    void aFrozenPageTakesNothingAndComesBack() throws Exception {
        startNode("15s");
        openPage(node.port(), "{ queues: ['message_list'] }");
        node.awaitConnections(1);
        chromium.freeze(true);
        node.awaitConnections(0);
        try (Jedis client = redis.client()) {
            for (int i = 0; i < 20; i++) {
                client.lpush("message_list", "m" + i);
            }
            assertEquals(20, client.llen("message_list"));
            chromium.freeze(false);
            Await.until(
                    "all messages", () -> chromium.run("return received.length").equals(20L));
        }
    }

    @Test
    @DisplayName("A hidden page leaves if it is to, and comes back when it is looked at")
    void hiddenPageLeavesIfToldTo() throws Exception {
        startNode("15s");
        openPage(node.port(), "{ leaveWhileHidden: true }");
        String setHidden = """
                Object.defineProperty(document, 'hidden', { value: %s, configurable: true });
                document.dispatchEvent(new Event('visibilitychange'));
                """;
        chromium.run(setHidden.formatted(true));
        awaitState("waiting");
        node.awaitConnections(0);
        chromium.run("window.dispatchEvent(new Event('online'))");
        assertEquals("waiting", state());
        chromium.run(setHidden.formatted(false));
        awaitState("open");
        node.awaitConnections(1);
    }
}
