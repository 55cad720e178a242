package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ChatPage;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The chat room: two browsers, each with an nginx of its own before the same two nodes. */
class ChatIT {
    private static RedisProcess redis;
    private static NodeProcess first;
    private static NodeProcess second;
    private static NginxProcess annasNginx;
    private static NginxProcess bensNginx;
    private static ChatPage anna;
    private static ChatPage ben;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        String[] options = {
            "--http-publish", "on", "--topics", "chat,room:*", "--retry", "500ms", "--heartbeat", "500ms"
        };
        first = NodeProcess.start(redis, options);
        second = NodeProcess.start(redis, options);
        annasNginx = NginxProcess.toNodes(first.port(), second.port());
        bensNginx = NginxProcess.toNodes(second.port(), first.port());
        anna = ChatPage.start();
        ben = ChatPage.start();
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(anna, ben, client, annasNginx, bensNginx, second, first, redis);
    }

    @BeforeEach
    void nobodyIsThere() throws Exception {
        anna.leave();
        ben.leave();
        anna.chromium().resize(390, 844);
        anna.chromium().block();
        first.awaitConnections(0);
        second.awaitConnections(0);
    }

    /** What an application publishes, a person's message or text of its own. */
    private static void publish(String room, String data) {
        client.xadd(room, StreamEntryID.NEW_ENTRY, Map.of("data", data));
    }

    private static String says(String name, String text) {
        return "{\"name\":\"" + name + "\",\"text\":\"" + text + "\"}";
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    /** Both are in the room, each on another node. */
    private static void bothJoin(String room) throws Exception {
        anna.open(annasNginx.port(), room).join("Anna"); // a new name opens a new stream
        anna.node();
        ben.open(bensNginx.port(), room).join("Ben");
        for (int tries = 0; ben.node().equals(anna.node()); tries++) {
            assertTrue(tries < 10, "both stay on one node");
            ben.open(bensNginx.port(), room);
        }
        assertNotEquals(anna.node(), ben.node());
    }

    @Test
    void pagesOnTwoNodesSeeEachOther() throws Exception {
        bothJoin("room:two");
        anna.write("Hello, Ben");
        ben.awaitLast("Hello, Ben");
        ben.write("Hello, Anna");
        for (ChatPage page : List.of(anna, ben)) {
            page.awaitLast("Hello, Anna");
            assertEquals(List.of("Hello, Ben", "Hello, Anna"), page.texts());
            Await.until("all to have come back", () -> page.pending().isEmpty());
        }
        assertEquals(List.of("Hello, Ben"), anna.ownTexts());
        assertEquals(List.of("Hello, Anna"), ben.ownTexts());

        anna.open(annasNginx.port(), "room:two"); // a reload has the history, and knows one's own
        anna.awaitLast("Hello, Anna");
        assertEquals(List.of("Hello, Ben"), anna.ownTexts());
        assertEquals(2, client.xlen("room:two"));
    }

    @Test
    void cutPageCatchesUpFromTheOtherNode() throws Exception {
        bothJoin("room:cut");
        publish("room:cut", says("Application", "before"));
        anna.awaitLast("before");
        NodeProcess annas = anna.node().equals(first.readiness().node()) ? first : second;

        annasNginx.stop();
        annas.process().kill();
        anna.awaitState("connecting");
        List<String> missed = new ArrayList<>(List.of("before"));
        for (String text : numbered(120)) { // more than a first load has
            publish("room:cut", says("Somebody", text));
            missed.add(text);
        }
        ben.awaitLast("m119");
        assertEquals(List.of("before"), anna.texts());

        annasNginx.start();
        anna.awaitLast("m119");
        assertEquals(missed, anna.texts());
        assertEquals(ben.node(), anna.node());
        assertEquals(missed, ben.texts());
        anna.write("back again");
        ben.awaitLast("back again");
        annas.restart();
    }

    @Test
    @DisplayName("A new EventSource goes on where the last one was, even before the first message")
    void newEventSourceResumesEvenBeforeMessages() throws Exception {
        anna.open(annasNginx.port(), "room:hidden").awaitPlace();
        anna.run("dispatchEvent(new Event('pagehide'))");
        anna.awaitState("waiting");
        numbered(120).forEach(text -> publish("room:hidden", says("Somebody", text)));
        anna.run("dispatchEvent(new Event('pageshow'))");
        anna.awaitLast("m119");
        assertEquals(numbered(120), anna.texts());
    }

    @Test
    void aFirstLoadBeginsWithTheLastFifty() throws Exception {
        numbered(80).forEach(text -> publish("room:history", says("Somebody", text)));
        anna.chromium().block("*/events?before=*"); // or it may ask for earlier ones before all fifty are there
        anna.open(annasNginx.port(), "room:history");
        anna.awaitLast("m79");
        assertEquals(numbered(80).subList(30, 80), anna.texts());
    }

    @Test
    void scrollingUpGoesBackToTheFirstMessage() throws Exception {
        numbered(120).forEach(text -> publish("room:back", says("Somebody", text)));
        anna.open(annasNginx.port(), "room:back");
        anna.awaitLast("m119");
        Await.until("the first message", () -> {
            anna.run("document.querySelector('#log').scrollTop = 0");
            return anna.texts().get(0).equals("m0");
        });
        assertEquals(numbered(120), anna.texts());
        Await.until(
                "the end of the history", () -> (Boolean) anna.run("return document.querySelector('#earlier').hidden"));
    }

    @Test
    void whatIsMissingInTheHistoryIsSaid() throws Exception {
        anna.open(annasNginx.port(), "room:gap");
        publish("room:gap", "before");
        anna.awaitLast("before");
        anna.run("dispatchEvent(new Event('pagehide'))");
        try (AbstractTransaction atOnce = client.multi()) { // no node sees what is trimmed
            numbered(10).forEach(text -> atOnce.xadd("room:gap", StreamEntryID.NEW_ENTRY, Map.of("data", text)));
            atOnce.xtrim("room:gap", 3, false);
            atOnce.exec();
        }
        anna.run("dispatchEvent(new Event('pageshow'))");
        anna.awaitLast("m9");
        assertEquals(List.of("before", "m7", "m8", "m9"), anna.texts());
        assertEquals(1, anna.strings("#talk .note").size());
    }

    @Test
    void aRoomThatBeganAnewIsEmptied() throws Exception {
        anna.open(annasNginx.port(), "room:anew");
        publish("room:anew", "before");
        anna.awaitLast("before");
        client.del("room:anew");
        Await.until("it is said", () -> anna.strings("#talk .note").size() == 1);
        publish("room:anew", "after");
        anna.awaitLast("after");
        assertEquals(List.of("after"), anna.texts());
    }

    @Test
    void textIsNeverMarkupOrTooWide() throws Exception {
        String markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>&amp;";
        String override = "\u202egnp.exe https://a.example/\u202egpj end";
        bothJoin("room:hostile");
        ben.write(markup);
        ben.awaitLast(markup);
        publish("room:hostile", markup);
        publish("room:hostile", says("<b>" + "N".repeat(1000) + "\u202e", override));
        publish("room:hostile", says("Long", "x".repeat(100_000)));
        publish("room:hostile", says("Links", "javascript:alert(1) https://a.example/(b). data:text/html,x"));
        publish("room:hostile", "{\"name\":7,\"text\":[]}");
        publish("room:hostile", "");
        publish("room:hostile", says("Last", "the end"));
        anna.awaitLast("the end");

        assertEquals(List.of(markup, markup, override), anna.texts().subList(0, 3));
        assertEquals("{\"name\":7,\"text\":[]}", anna.texts().get(5));
        assertEquals(0L, anna.run("return document.querySelectorAll('#talk :is(img, script, b)').length"));
        assertTrue(!"owned".equals(anna.run("return document.title")), "markup was executed");
        assertEquals(
                List.of("https://a.example/", "https://a.example/(b)"),
                anna.run("return [...document.querySelectorAll('#talk a')].map((link) => link.href)"));
        assertEquals(
                true,
                anna.run(
                        "return [...document.querySelectorAll('#talk a')].every((link) => /noopener/.test(link.rel))"));
        assertTrue(anna.strings("#talk .text").get(3).length() < 2_000, "long text is not folded");
        anna.run("document.querySelector('#talk .text button').click()");
        assertEquals(100_000, anna.texts().get(3).length());
        for (String selector : List.of("html", "#log")) {
            assertEquals(
                    true,
                    anna.run(
                            "const part = document.querySelector(arguments[0]);"
                                    + "return part.scrollWidth <= part.clientWidth",
                            selector),
                    selector + " is wider than the screen");
        }
    }

    @Test
    void pageStaysIfItsReaderScrolledUp() throws Exception {
        numbered(50).forEach(text -> publish("room:reading", says("Somebody", text)));
        anna.open(annasNginx.port(), "room:reading");
        anna.awaitLast("m49");
        String distance = "const log = document.querySelector('#log');"
                + "return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight)";
        Await.until("the end", () -> (Long) anna.run(distance) <= 1);
        anna.run("const log = document.querySelector('#log'); log.style.maxHeight = '150px';"
                + "log.dispatchEvent(new Event('scroll'))"); // of a scroll before the change of size
        Await.until("the end", () -> (Long) anna.run(distance) <= 1);
        anna.run("document.querySelector('#log').style.maxHeight = ''");
        Await.until("the end", () -> (Long) anna.run(distance) <= 1);

        anna.run("document.querySelector('#log').scrollTop = 200");
        Await.until("the button", () -> anna.chromium().element("#jump").isDisplayed());
        publish("room:reading", says("Somebody", "new"));
        Await.until("the count", () -> anna.chromium().text("#jump").contains("1 new message"));
        assertEquals(200L, anna.run("return document.querySelector('#log').scrollTop"));
        anna.chromium().element("#jump").click();
        Await.until("the end", () -> (Long) anna.run(distance) <= 1);
    }

    @Test
    @DisplayName("A message that could not be sent can be sent again and comes once")
    void failedMessageCanBeSentAgain() throws Exception {
        anna.open(annasNginx.port(), "room:again").join("Anna");
        anna.run("window.realFetch = window.fetch; window.fetch = () => Promise.reject(new TypeError('cut'))");
        anna.write("sent twice");
        Await.until("a failure", () -> !anna.strings("#pending .failed").isEmpty());
        assertEquals(List.of(), anna.texts());

        // Now it arrives and only the answer is lost; then it is sent once more all the same.
        anna.run("window.fetch = async (...request) => { window.body ??= request[1]?.body;"
                + " await window.realFetch(...request); throw new TypeError('cut'); }");
        anna.run("document.querySelector('#pending button').click()");
        anna.awaitLast("sent twice");
        Await.until("nothing on its way", () -> anna.pending().isEmpty());
        anna.run("window.realFetch('topics/room:again', { method: 'POST', body: window.body })");
        Await.until("the second copy", () -> client.xlen("room:again") == 2);
        publish("room:again", says("Somebody", "after it"));
        anna.awaitLast("after it");
        assertEquals(List.of("sent twice", "after it"), anna.texts());
        assertEquals(List.of("sent twice"), anna.ownTexts());
    }

    @Test
    void pageSaysWhatPublishingNeeds() throws Exception {
        try (NodeProcess silent = NodeProcess.start(redis, "--http-publish", "off")) {
            anna.open(silent.port(), "chat").join("Anna");
            anna.write("refused");
            Await.until("the reason", () -> anna.chromium().text("#alert").contains("SLUICE_HTTP_PUBLISH=on"));
            assertTrue(
                    anna.pending().get(0).contains("Try again"), anna.pending().toString());
            publish("chat", "an application may");
            anna.awaitLast("an application may");
            anna.leave();
        }
    }

    @Test
    void aRoomThatIsNotServedIsNamed() throws Exception {
        anna.chromium().open("http://127.0.0.1:" + annasNginx.port() + "/chat.html?room=elsewhere");
        Await.until("the reason", () -> anna.chromium().text("#trouble").contains("elsewhere"));
    }

    @Tag("long")
    @Test
    void thePictureOfTheRoom() throws Exception {
        String room = "chat";
        client.del(room);
        bothJoin(room);
        publish(room, says("Mira", "Good evening, is anybody still at the harbour?"));
        publish(room, says("Ben", "I am. The gate is open until ten: https://harbour.example/hours"));
        publish(room, "Container 4711 has been released by customs.");
        anna.awaitLast("Container 4711 has been released by customs.");
        anna.write("I take the 4711.");
        anna.awaitLast("I take the 4711.");
        anna.write("Be there in ten minutes.");
        anna.awaitLast("Be there in ten minutes.");
        ben.write("Perfect, see you!");
        anna.awaitLast("Perfect, see you!");
        anna.chromium().screenshot("chat-phone");
        anna.chromium().resize(1280, 800);
        anna.chromium().screenshot("chat-wide");
        anna.chromium().resize(920, 577);
        anna.chromium().screenshot("chat");
    }
}
