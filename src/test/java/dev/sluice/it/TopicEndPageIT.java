package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.FakeNode;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** What sluice.js does at the end of a topic, in a real browser. */
class TopicEndPageIT {
    private static RedisProcess redis;
    private static NodeProcess node;
    private static Chromium chromium;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--topics", "job:*");
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(chromium, client, node, redis);
    }

    @AfterEach
    void forget() {
        chromium.run("window.source?.close()");
        client.flushAll();
    }

    private static void add(Map<String, String> fields) {
        client.xadd("job:1", StreamEntryID.NEW_ENTRY, fields);
    }

    /** @param first the event that is awaited */
    private static void openStream(int port, String options, String first) {
        chromium.open("http://127.0.0.1:" + port + "/favicon.svg"); // without a stream of its own
        chromium.run("""
                window.heard = [];
                window.states = [];
                return import('/sluice.js').then(({ Sluice }) => {
                  window.source = new Sluice(%s);
                  for (const type of ['message', 'sluice:ended'])
                    source.addEventListener(type, ({ type, data }) => heard.push(type + ' ' + data));
                  source.addEventListener('state', ({ detail }) => states.push(detail.state + ' ' + (detail.reason ?? '')));
                  return new Promise((heard) => source.addEventListener('%s', heard)).then(() => true);
                });
                """.formatted(options, first));
    }

    private static void awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> state.equals(chromium.run("return source.state")));
    }

    private static Object heard() {
        return chromium.run("return heard");
    }

    private static void awake() {
        chromium.run("""
                for (const type of ['online', 'pagehide', 'pageshow']) window.dispatchEvent(new Event(type));
                for (const type of ['freeze', 'resume', 'visibilitychange']) document.dispatchEvent(new Event(type));
                """);
    }

    @Test
    void theEndOfTheLastTopicIsFinal() throws Exception {
        openStream(node.port(), "{ topics: ['job:1'] }", "sluice:placed");
        add(Map.of("data", "done", "end", "1"));
        awaitState("closed");
        assertEquals(
                List.of(
                        "message done",
                        "sluice:ended {\"reason\":\"topic-ended\",\"topic\":\"job:1\",\"remaining\":0}"),
                heard());
        assertEquals("closed topic-ended", chromium.run("return states.at(-1)"));
        node.awaitConnections(0);
        Object states = chromium.run("return states");
        awake();
        chromium.freeze(true);
        chromium.freeze(false);
        assertEquals(states, chromium.run("return states"));
        assertEquals("closed", chromium.run("return source.state"));
    }

    @Test
    @DisplayName("A page that was frozen before the end gets the rest and the end when it resumes")
    void aFrozenPageLearnsTheEnd() throws Exception {
        openStream(node.port(), "{ topics: ['job:1'] }", "sluice:placed");
        add(Map.of("data", "half"));
        Await.until("the event", () -> List.of("message half").equals(heard()));
        chromium.run("document.dispatchEvent(new Event('freeze'))");
        awaitState("waiting");
        add(Map.of("data", "done"));
        add(Map.of("end", "1"));
        chromium.run("document.dispatchEvent(new Event('resume'))");
        awaitState("closed");
        assertEquals(
                List.of(
                        "message half",
                        "message done",
                        "sluice:ended {\"reason\":\"topic-ended\",\"topic\":\"job:1\",\"remaining\":0}"),
                heard());
    }

    @Test
    @DisplayName("With other channels the stream goes on, and the next one is without the topic and its place")
    void theNextStreamIsWithoutTheTopic() throws Exception {
        try (FakeNode fake = FakeNode.start()) {
            openStream(fake.port(), "{ queues: ['q'], topics: ['a', 'b', 'c'] }", "sluice:connected");
            connected(fake, "\"a\", \"b\", \"c\"");
            fake.sendWithId("token-5_1-0_2-0_3-0", "five");
            end(fake, "b", 3);
            Await.until("both", () -> ((List<?>) heard()).size() == 2);
            assertEquals("open", chromium.run("return source.state"));
            endStreams(fake, "/sse?queue=q&topic=a&topic=c&heartbeat=event&lastEventId=token-5_1-0_3-0");
            connected(fake, "\"a\", \"c\"");
            end(fake, "a", 2);
            end(fake, "c", 1);
            Await.until("all", () -> ((List<?>) heard()).size() == 4);
            endStreams(fake, "/sse?queue=q&heartbeat=event&lastEventId=token-5");
            awaitState("open");
        }
    }

    private static void connected(FakeNode fake, String topics) {
        fake.send("sluice:connected", "{\"topics\": [" + topics + "], \"heartbeat\": 60000, \"retry\": 100}");
    }

    private static void end(FakeNode fake, String topic, int remaining) {
        fake.send(
                "sluice:ended",
                "{\"reason\": \"topic-ended\", \"topic\": \"" + topic + "\", \"remaining\": " + remaining + "}");
    }

    private static void endStreams(FakeNode fake, String next) throws Exception {
        int opened = fake.requests("/sse").size();
        fake.endStreams();
        Await.until("a new stream", () -> fake.requests("/sse").size() > opened);
        assertEquals(next, fake.requests("/sse").get(opened).target());
        awaitState("open");
    }

    @Test
    void thePageSaysThatTheTopicHasEnded() throws Exception {
        add(Map.of("data", "done", "end", "1"));
        chromium.open("http://127.0.0.1:" + node.port() + "/?topic=job:1");
        Await.until("the reason", () -> chromium.text("body").contains("The topic has ended."));
        assertEquals("closed", chromium.text("#state"));
        chromium.screenshot("topic-ended");
    }
}
