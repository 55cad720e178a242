package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.FakeNode;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** What sluice.js makes of errors, refusals and names, in a real browser. */
class PageModuleIT {
    private static RedisProcess redis;
    private static NodeProcess node;
    private static Chromium chromium;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--retry", "500ms");
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(chromium, client, node, redis);
    }

    private static void openPage(int port) {
        chromium.open("http://127.0.0.1:" + port + "/favicon.svg"); // without a stream of its own
    }

    private static void openStream(String url) {
        chromium.run("""
                window.states = [];
                return import('/sluice.js').then(({ Sluice }) => {
                  window.source = new Sluice({ url: arguments[0], minDelay: 50, maxDelay: 100 });
                  window.source.addEventListener('state', ({ detail }) => {
                    window.states.push(detail.state);
                    window.problem = detail.problem;
                  });
                });
                """, url);
    }

    private static void awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> state.equals(chromium.run("return window.source.state")));
    }

    private static void awaitTries() throws Exception {
        Await.until(
                "several tries",
                () -> ((Long) chromium.run("return window.states.filter((s) => s === 'connecting').length")) >= 3);
    }

    /** An error of a proxy, also a 403 of its own, ends an EventSource for good; the module makes another. */
    @ParameterizedTest
    @ValueSource(ints = 502)
    void comesBackAfterProxyErrors(int status) throws Exception {
        String locations = "location / { proxy_pass http://127.0.0.1:%d; } location = /sse { return %d; }";
        try (NginxProcess proxy = NginxProcess.withLocations(locations.formatted(node.port(), status))) {
            openPage(proxy.port());
            openStream("/sse");
            awaitTries();
            chromium.run("window.source.close()");
            assertEquals("closed", chromium.run("return window.source.state"));
        }
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void comesBackAfterOtherProxyErrorsToo(int status) throws Exception {
        comesBackAfterProxyErrors(status);
    }

    @Test
    void aRefusalIsFinalAndSaysWhy() throws Exception {
        openPage(node.port());
        openStream("/sse?queue=not-served");
        awaitState("closed");
        assertEquals(403L, chromium.run("return window.problem.status"));
        assertEquals(
                "The queue \"not-served\" is not among those served here.",
                chromium.run("return window.problem.detail"));
        chromium.run("window.dispatchEvent(new Event('online'))");
        assertEquals("closed", chromium.run("return window.states.at(-1)"));
    }

    @Test
    @DisplayName("On another origin a refusal is final if the page may see it")
    void refusalsOfOtherOriginsNeedAllowance() throws Exception {
        String refused = "/sse?queue=not-served";
        try (NodeProcess other = NodeProcess.start(redis, "--allowed-origins", "http://127.0.0.1:" + node.port())) {
            openPage(node.port());
            openStream("http://127.0.0.1:" + other.port() + refused);
            awaitState("closed");
            assertEquals(403L, chromium.run("return window.problem.status"));
            openPage(other.port());
            openStream("http://127.0.0.1:" + node.port() + refused);
            awaitTries();
        }
    }

    @Test
    @DisplayName("The module tells a message of the type \"state\" from its own signal")
    void messageOfTypeStateIsNoStateChange() throws Exception {
        openPage(node.port());
        chromium.run("""
                window.received = [];
                return import('/sluice.js').then(({ Sluice }) => {
                  window.source = new Sluice({ url: '/sse', topics: ['chat'] });
                  window.source.addEventListener('state', (event) => event.detail ?? window.received.push(event.data));
                  return new Promise((placed) => window.source.addEventListener('sluice:placed', placed)).then(() => true);
                });
                """);
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "a message", "event", "state"));
        Await.until("the message", () -> "a message".equals(chromium.run("return window.received[0]")));
        chromium.run("window.source.close()");
        client.del("chat"); // for the other tests
    }

    @Test
    @DisplayName("A stream that an operator has ended stays closed, with the reason; after other reasons it comes back")
    void onlyAnOperatorsEndIsFinal() throws Exception {
        try (FakeNode fake = FakeNode.start()) {
            openPage(fake.port());
            openStream("/sse");
            awaitState("open");
            for (String reason : List.of("expired", "max-age", "not-granted")) {
                int opened = fake.requests("/sse").size();
                fake.send("sluice:ended", "{\"reason\": \"" + reason + "\"}");
                fake.endStreams();
                Await.until("a new stream", () -> fake.requests("/sse").size() > opened);
                awaitState("open");
            }
            chromium.run("source.addEventListener('state', ({ detail }) => (window.reason = detail.reason));"
                    + " source.addEventListener('sluice:ended', ({ data }) => (window.ended = data));");
            int opened = fake.requests("/sse").size();
            fake.send("sluice:ended", "{\"reason\": \"ended\"}");
            awaitState("closed");
            assertEquals("ended", chromium.run("return window.reason"));
            assertEquals("{\"reason\": \"ended\"}", chromium.run("return window.ended"));
            chromium.run("window.dispatchEvent(new Event('online'))");
            assertEquals("closed", chromium.run("return source.state"));
            assertEquals("", chromium.run("return source.connectionId"));
            assertEquals(opened, fake.requests("/sse").size());
        }
    }

    /** The browser prepares a page for a click that may not come. */
    @Test
    void aPrerenderedPageTakesNothingUnseen() throws Exception {
        try (FakeNode fake = FakeNode.start()) {
            fake.replyPage("/next", """
                    import { Sluice } from '/sluice.js';
                    new Sluice({ url: '/sse' });
                    await fetch('/made');
                    await fetch('/settled'); // a stream would have come by now
                    """);
            fake.replyPage("/first", "");
            chromium.open("http://127.0.0.1:" + fake.port() + "/first");
            chromium.run("""
                    const rules = document.createElement('script');
                    rules.type = 'speculationrules';
                    rules.textContent = JSON.stringify({ prerender: [{ urls: ['/next'], eagerness: 'immediate' }] });
                    document.head.append(rules);
                    """);
            Await.until(
                    "the script of the page", () -> !fake.requests("/settled").isEmpty());
            assertEquals(List.of(), fake.requests("/sse"));
            chromium.run("location.href = '/next'");
            Await.until("a stream", () -> fake.requests("/sse").size() == 1);
            assertEquals(
                    true,
                    chromium.run("return performance.getEntriesByType('navigation')[0].activationStart > 0"),
                    "prerendered");
        }
    }

    @Test
    @DisplayName("Each attempt says the page's name, a new name at once")
    void eachStreamIsGivenThePagesName() throws Exception {
        try (FakeNode fake = FakeNode.start()) {
            openPage(fake.port());
            chromium.run("""
                    return import('/sluice.js').then(({ Sluice }) => {
                      window.joined = [];
                      window.source = new Sluice({ url: '/sse', as: 'Ann & Zoë' });
                      for (const type of ['sluice:joined', 'sluice:left'])
                        source.addEventListener(type, (event) => joined.push(event.type + event.data));
                    });
                    """);
            awaitState("open");
            assertEquals("fakenode-1", chromium.run("return source.connectionId"));
            fake.send("sluice:joined", "1");
            fake.send("sluice:left", "2");
            Await.until(
                    "both events",
                    () -> List.of("sluice:joined1", "sluice:left2").equals(chromium.run("return joined")));
            fake.endStreams();
            Await.until("another stream", () -> "fakenode-2".equals(chromium.run("return source.connectionId")));
            chromium.run("source.as = 'Bea'; source.as = 'Bea';");
            Await.until("a third stream", () -> "fakenode-3".equals(chromium.run("return source.connectionId")));
            chromium.run("source.as = '';");
            Await.until("a fourth stream", () -> "fakenode-4".equals(chromium.run("return source.connectionId")));
            assertEquals(
                    List.of(
                            "/sse?as=Ann+%26+Zo%C3%AB&heartbeat=event",
                            "/sse?as=Ann+%26+Zo%C3%AB&heartbeat=event",
                            "/sse?as=Bea&heartbeat=event",
                            "/sse?heartbeat=event"),
                    fake.requests("/sse").stream().map(FakeNode.Request::target).toList());
            chromium.run("source.close()");
        }
    }
}
