package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NumberedEvents;
import dev.sluice.testing.Parts;
import dev.sluice.testing.TokenPage;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages whose streams have tokens, with sluice.js in Chromium: nginx before two nodes. */
class TokenPageIT {
    private static final String RENEWALS = "requests.filter(({ url }) => url.includes('/renew'))";
    private static final String NOTICES = "own.filter((event) => event.type === 'sluice:expiring')";

    private static TwoNodes nodes;
    private static NginxProcess nginx;
    private static TokenPage page;

    @BeforeAll
    static void start() throws Exception {
        page = TokenPage.start();
        nodes = TwoNodes.start(
                "--queues",
                "inbox:*",
                "--topics",
                "orders:*",
                "--auth-key",
                Tokens.KEY,
                "--grant-take",
                "inbox:{sub}",
                "--grant-read",
                "orders:{sub}",
                "--retry",
                "500ms");
        nginx = NginxProcess.toNodes(nodes.node().port(), nodes.other().port());
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(page, nginx, nodes);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void aPageOpensItsQueueWithAToken() throws Exception {
        page.open(nginx.port()).openStream("{ queues: ['inbox:ann'], getToken: () => makeToken('ann', 60) }");
        page.awaitState("open");
        nodes.client().lpush("inbox:ann", "for ann");
        page.awaitMessages(1);
        assertEquals(List.of("for ann"), page.messages());
    }

    @Test
    @DisplayName("A renewal extends the stream that there is, without a cut")
    void aRenewalMakesNoCut() throws Exception {
        page.open(nginx.port()).openStream("{ queues: ['inbox:eve'], getToken: () => makeToken('eve', 15) }");
        Await.until("a second notice, which only a renewed stream gets", () -> page.count(NOTICES) >= 2);
        assertEquals(List.of("open"), page.run("return states.filter((state) => state !== 'connecting')"));
        assertEquals(1, page.count("own.filter((event) => event.type === 'sluice:connected')"));
        assertEquals(
                List.of(true),
                page.run("return [...new Set(" + RENEWALS
                        + ".map(({ url, method }) => method === 'POST' && !url.includes('token=')))]"));
    }

    @Tag("long")
    @Test
    @DisplayName("A renewal that fails on its way is tried again")
    void aFailedRenewalIsTriedAgain() throws Exception {
        page.open(nginx.port());
        page.run("failures.push(() => Promise.reject(new TypeError('no network')),"
                + " () => new Response('', { status: 502 }))");
        page.openStream("{ queues: ['inbox:pat'], getToken: () => makeToken('pat', 15) }");
        Await.until("the third try", () -> page.count(RENEWALS) == 3);
        Await.until("a second notice", () -> page.count(NOTICES) >= 2);
        assertEquals(1, page.count("own.filter((event) => event.type === 'sluice:connected')"));
    }

    @Test
    @DisplayName("After a refused renewal the stream expires and comes back")
    void aRefusedRenewalIsNotTriedAgain() throws Exception {
        page.open(nginx.port())
                .openStream("{ queues: ['inbox:lea'], getToken: () => makeToken('lea', made === 1 ? -60 : 4) }");
        Await.until(
                "a second stream", () -> page.count("own.filter((event) => event.type === 'sluice:connected')") >= 2);
        assertEquals(
                "{\"reason\":\"expired\"}", page.run("return own.find((event) => event.type === 'sluice:ended').data"));
        assertEquals(401L, page.run("return " + RENEWALS + "[0].status"));
        assertEquals(
                1L,
                page.run("const again = requests.findLastIndex(({ method }) => method === 'EventSource');"
                        + " return requests.slice(0, again).filter(({ url }) => url.includes('/renew')).length"));
    }

    @Tag("long")
    @Test
    @DisplayName("Short tokens, renewed or not, miss and repeat no event")
    void shortTokensMissAndRepeatNothing() throws Exception {
        page.open(nginx.port()).openStream("{ topics: ['orders:sam'], getToken: () => makeToken('sam', 3) }");
        page.awaitPlace();
        int count = 2_400; // twelve seconds, four lifetimes
        new NumberedEvents(nodes.redis().sharedClient(), "orders:sam", 'm').publish(count, 200);
        page.awaitMessages(count);
        assertEquals(numbered(count), page.messages());
        long notices = page.count(NOTICES);
        assertTrue(notices >= 4, notices + " notices");
        assertEquals(1L, page.run("return renewals.most"), "renewals at a time");
        // One for each stream, and one for each notice: no storm.
        long streams = page.count("requests.filter(({ method }) => method === 'EventSource')");
        long made = (Long) page.run("return made");
        assertTrue(made <= streams + notices, made + " tokens, " + streams + " streams, " + notices + " notices");
    }

    @Test
    void aCutStreamComesBackWithFreshTokens() throws Exception {
        page.open(nginx.port()).openStream("{ topics: ['orders:cut'], getToken: () => makeToken('cut', 60) }");
        page.awaitPlace();
        NumberedEvents events = new NumberedEvents(nodes.redis().sharedClient(), "orders:cut", 'm');
        events.publish(10, 1_000);
        page.awaitMessages(10);
        nginx.stop();
        events.publish(10, 1_000);
        nginx.start();
        events.publish(10, 1_000);
        page.awaitMessages(30);
        assertEquals(numbered(30), page.messages());
        assertEquals(
                true,
                page.run("const sent = requests.filter(({ method }) => method === 'EventSource')"
                        + ".map(({ url }) => new URL(url).searchParams.get('token'));"
                        + " return sent.length > 1 && new Set(sent).size === sent.length"),
                "each stream has a token of its own");
    }

    @Test
    @DisplayName("A token without the grant ends the stream, with the reason")
    void whatIsNotGrantedIsFinal() throws Exception {
        page.open(nginx.port()).openStream("{ queues: ['inbox:ann'], getToken: () => makeToken('bob', 60) }");
        page.awaitState("closed");
        assertEquals(403L, page.run("return problem.status"));
        assertTrue(((String) page.run("return problem.detail")).contains("inbox:ann"));
        assertEquals(1L, page.run("return made"));
        assertNothingFollows(3); // the stream, a look, and the reason
    }

    @Test
    @DisplayName("An invalid token is final once a fresh one is refused as well")
    void aSecondInvalidTokenIsFinal() throws Exception {
        page.open(nginx.port()).openStream("{ queues: ['inbox:ann'], getToken: () => makeToken('ann', -60) }");
        page.awaitState("closed");
        assertEquals(401L, page.run("return problem.status"));
        assertTrue(((String) page.run("return problem.detail")).contains("expired"));
        assertEquals(2L, page.run("return made"));
        assertNothingFollows(6);
    }

    private static void assertNothingFollows(int requests) {
        page.run("dispatchEvent(new Event('online')); dispatchEvent(new Event('pageshow'))");
        assertEquals(requests, page.count("requests"));
        assertEquals("closed", page.run("return source.state"));
    }

    @Test
    void aFreshTokenFollowsAnInvalidOne() throws Exception {
        page.open(nginx.port())
                .openStream("{ queues: ['inbox:zoe'], getToken: () => makeToken('zoe', made === 0 ? -60 : 60) }");
        page.awaitState("open");
        assertEquals(2L, page.run("return made"));
    }

    @Test
    @DisplayName("A getToken that fails is called again")
    void aFailedGetTokenIsCalledAgain() throws Exception {
        page.open(nginx.port()).openStream("""
                {
                  queues: ['inbox:max'],
                  getToken: () => {
                    window.calls = (window.calls ?? 0) + 1;
                    if (calls === 1) throw new Error('at once');
                    return calls === 2 ? Promise.reject(new Error('later')) : makeToken('max', 60);
                  },
                }""");
        page.awaitState("open");
        assertEquals(3L, page.run("return calls"));
    }
}
