package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.TokenPage;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.TwoNodes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

/** Two users in two Chromiums, nginx before two nodes: neither sees or takes what is the other's. */
class TwoUsersIT {
    private static final int MESSAGES = 20;
    private static final List<String> USERS = List.of("ann", "bob");

    private TwoNodes nodes;
    private NginxProcess nginx;
    private TokenPage ann;
    private TokenPage bob;

    @BeforeEach
    void start() throws Exception {
        ann = TokenPage.start();
        bob = TokenPage.start();
        nodes = TwoNodes.start(
                "--queues",
                "inbox:*",
                "--topics",
                "orders:*",
                "--queue-ack",
                "client",
                "--queue-prefetch",
                "100",
                "--queue-visibility-timeout",
                "10s",
                "--auth-key",
                Tokens.KEY,
                "--grant-take",
                "inbox:{sub}",
                "--grant-read",
                "orders:{sub}",
                "--retry",
                "500ms");
        nginx = NginxProcess.toNodes(nodes.node().port(), nodes.other().port());
        ann.open(nginx.port());
        bob.open(nginx.port());
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(ann, bob, nginx, nodes);
    }

    private static void openOwn(TokenPage page, String user) throws Exception {
        page.openStream("{ queues: ['inbox:%1$s'], topics: ['orders:%1$s'], getToken: () => makeToken('%1$s', 600) }"
                .formatted(user));
        page.awaitPlace();
    }

    private void publish() {
        for (int i = 0; i < MESSAGES; i++) {
            for (String user : USERS) {
                nodes.client().lpush("inbox:" + user, user + " q" + i);
                nodes.client().xadd("orders:" + user, StreamEntryID.NEW_ENTRY, Map.of("data", user + " t" + i));
            }
        }
    }

    private static List<String> allOf(String user) {
        return Stream.of("q", "t")
                .flatMap(kind -> IntStream.range(0, MESSAGES).mapToObj(i -> user + " " + kind + i))
                .sorted()
                .toList();
    }

    /** Returns the messages, each once: what is not confirmed in time comes again. */
    private static List<String> sorted(TokenPage page) {
        return page.messages().stream().distinct().sorted().toList();
    }

    private static void awaitAll(TokenPage page, String user) throws Exception {
        page.awaitMessages(2 * MESSAGES);
        Await.until("all that is " + user + "'s", () -> sorted(page).size() >= 2 * MESSAGES);
        assertEquals(allOf(user), sorted(page));
    }

    @Test
    @DisplayName("Each user gets all of their own, whatever the other tries")
    void neitherGetsWhatIsTheOthers() throws Exception {
        openOwn(ann, "ann");
        openOwn(bob, "bob");
        publish();
        awaitAll(ann, "ann");
        awaitAll(bob, "bob");

        String guess = (String) ann.run("return source.lastEventId");
        String event = nodes.client()
                .xrange("orders:bob", (StreamEntryID) null, null, 1)
                .get(0)
                .getID()
                .toString();
        for (String path : List.of(
                "/sse?queue=inbox:bob",
                "/sse?queue=inbox:ann&queue=inbox:bob",
                "/sse?topic=orders:bob",
                "/sse?topic=orders:bob&after=0-0",
                "/sse?topic=orders:ann&topic=orders:bob&last=10",
                "/sse?queue=inbox:bob&lastEventId=" + guess,
                "/sse?topic=orders:bob&lastEventId=" + event,
                "/topics/orders:bob/events",
                "/topics/orders:bob/events?after=0-0")) {
            assertEquals(403L, status(path, "{ 'Last-Event-ID': '" + guess + "' }"), path);
            assertEquals(403L, status(path, "{ 'Last-Event-ID': '" + event + "' }"), path);
        }
        String connection = (String) bob.run("return JSON.parse(own[0].data).connection");
        assertEquals(403L, ann.run("""
                        const headers = { Authorization: `Bearer ${await makeToken('ann', 600)}` };
                        return (await fetch(`/renew?connection=${arguments[0]}`, { method: 'POST', headers })).status;
                        """, connection));
    }

    /** Returns the status of a request of Ann's, with her token. */
    private Object status(String path, String headers) {
        return ann.run("""
                const stop = new AbortController();
                const headers = { ...%s, Authorization: `Bearer ${await makeToken('ann', 600)}` };
                const { status } = await fetch(arguments[0], { headers, signal: stop.signal });
                stop.abort();
                return status;
                """.formatted(headers), path);
    }

    @Tag("long")
    @Test
    @DisplayName("A stream of one's own with another's position has nothing of theirs")
    void anothersPositionGivesNothingOfTheirs() throws Exception {
        openOwn(bob, "bob");
        publish();
        awaitAll(bob, "bob");
        String position = (String) bob.run("return received.find(({ data }) => data.includes(' t')).lastEventId");
        ann.openStream("{ url: '/sse?lastEventId=" + position
                + "', topics: ['orders:ann'], getToken: () => makeToken('ann', 600) }");
        ann.awaitPlace();
        nodes.client().xadd("orders:ann", StreamEntryID.NEW_ENTRY, Map.of("data", "ann's last"));
        Await.until("her own", () -> ann.messages().contains("ann's last"));
        assertTrue(ann.messages().stream().allMatch(message -> message.startsWith("ann")), ann.messages()::toString);
    }

    @Tag("long")
    @Test
    @DisplayName("Guessed confirmations settle nothing of another's")
    void guessedConfirmationsSettleNothing() throws Exception {
        openOwn(ann, "ann");
        openOwn(bob, "bob");
        publish();
        awaitAll(ann, "ann");
        awaitAll(bob, "bob");
        // Her own ids, and those of the messages before and after them.
        ann.run("""
                const guesses = received.flatMap(({ lastEventId }) =>
                  [0, 1, 2, 3].map((n) => lastEventId.replace(/-\\d+$/, `-${n}`)));
                await Promise.all(guesses.map((guess) => source.ack(guess)));
                """);
        bob.run("source.close()");
        openOwn(bob, "bob");
        Await.until(
                "Bob's unconfirmed messages again",
                () -> sorted(bob).stream()
                                .filter(message -> message.contains(" q"))
                                .count()
                        == MESSAGES);
        assertTrue(bob.messages().stream().allMatch(message -> message.startsWith("bob")), bob.messages()::toString);
    }
}
