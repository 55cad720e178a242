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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

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

    private static long heartbeats(EventStream stream) {
        return stream.events().stream()
                .filter(event -> event.type().equals("sluice:heartbeat"))
                .count();
    }

    /** Also between messages: else a page that listens to none of their types would take its stream for dead. */
    @Test
    void heartbeatsAreEventsIfAskedFor() throws Exception {
        startNode("200ms");
        try (Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse?topic=chat&heartbeat=event"))
                        .awaitConnected()) {
            Await.until("heartbeats", () -> heartbeats(stream) >= 3);
            long quiet = heartbeats(stream);
            Await.until("heartbeats between messages", () -> {
                client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "busy", "event", "tick"));
                return heartbeats(stream) >= quiet + 5;
            });
            assertTrue(stream.events().stream()
                    .anyMatch(event -> event.type().equals("sluice:connected")
                            && event.data().contains("\"heartbeat\":200")));
        }
        assertEquals(400, node.get("/sse?heartbeat=comment").statusCode());
    }

    /** The clock of the computer is set meanwhile. */
    @Tag("long")
    @Test
    void leavesSilentButNotQuietStreams() throws Exception {
        startNode("1s");
        openPage(link.port(), "{ minDelay: 50, maxDelay: 100 }");
        chromium.run("const now = Date.now; window.ahead = 3_600_000; Date.now = () => now() + ahead;");
        Thread.sleep(4_000);
        assertEquals("[\"open\"]", chromium.run("return JSON.stringify(states)"), "quiet, but for heartbeats");
        chromium.run("window.ahead = -3_600_000");
        link.swallowAnswers();
        Await.until("the state", () -> !"open".equals(state()));
        Await.until(
                "further attempts",
                () -> ((String) chromium.run("return JSON.stringify(states)"))
                        .contains("\"waiting\",\"connecting\",\"waiting\""));
    }

    /**
     * The watch in a page whose clocks and timers stand still but for this test.
     *
     * @param day what {@code isBeat} and {@code ahead}, the error of the clock in seconds, are at each second, and when
     *     timers {@code tick}
     * @return the seconds at which a stream was left
     */
    @SuppressWarnings("unchecked")
    private List<Long> left(String day) {
        return (List<Long>) chromium.run("""
                return (async () => {
                const day = { ahead: () => 0, tick: 1, seconds: 3_600, ...DAY };
                const { Silence } = await import('/sluice-silence.js');
                let second = 0;
                let timer;
                performance.now = () => second * 1_000;
                Date.now = () => (second + day.ahead(second)) * 1_000;
                window.setInterval = (work) => (timer = work);
                const left = [];
                const silence = new Silence(() => {
                  left.push(second);
                  silence.extend(true);
                  silence.watch();
                });
                silence.watch();
                silence.expect(15_000);
                while (++second < day.seconds) {
                  if (day.isBeat(second)) silence.hear(true);
                  if (second % day.tick === 0) timer();
                }
                return left;
                })();
                """.replace("DAY", day));
    }

    @Test
    @DisplayName("Heartbeats are missed in spite of clocks that are set, late heartbeats, rare timers and sleep")
    void clocksAndTimersMisleadNobody() throws Exception {
        startNode("15s");
        chromium.open("http://127.0.0.1:" + node.port() + "/favicon.svg");
        assertEquals(List.of(), left("{ isBeat: (s) => s % 15 === 0 }"));
        assertEquals(37L, left("{ isBeat: () => false }").get(0), "within two and a half heartbeats");
        assertEquals(List.of(), left("{ isBeat: (s) => s % 15 === 0, tick: 60 }"), "a hidden page has rare timers");
        String setForward = "ahead: (s) => (s > 100 ? 3_600 : 0)";
        assertEquals(List.of(), left("{ isBeat: (s) => s % 15 === 0, " + setForward + " }"), "the clock is set");
        assertEquals(
                109L,
                left("{ isBeat: (s) => s % 15 === 0 && s < 100, " + setForward + " }")
                        .get(0),
                "dead after a sleep");
        assertEquals(
                127L,
                left("{ isBeat: (s) => s % 15 === 0 && s < 100, ahead: (s) => (s > 100 ? -3_600 : 0) }")
                        .get(0),
                "the clock is set back");
        assertEquals(
                List.of(127L, 232L),
                left("{ isBeat: (s) => s % 15 === 0 && (s < 100 || (s > 130 && s < 200)), seconds: 240 }"),
                "dead twice");
        assertEquals(List.of(37L, 77L), left("{ isBeat: (s) => s % 40 === 0 }"), "regular, but late");
        assertEquals(
                List.of(37L, 77L, 1_822L),
                left("{ isBeat: (s) => (s < 900 ? s % 40 === 0 : s < 1_800 && s % 15 === 0), seconds: 1_880 }"),
                "in time again, and then dead");
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

    @Tag("long")
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
