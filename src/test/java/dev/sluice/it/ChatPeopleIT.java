package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ChatPage;
import dev.sluice.testing.FakeNode;
import dev.sluice.testing.Parts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The people that the chat room lists, by what a server tells. */
class ChatPeopleIT {
    private static final String PRESENCE = "/topics/chat/presence";
    private static final String ANN_AND_42 =
            "{\"connections\": 4, \"users\": [{\"user\": \"42\", \"as\": \"Bea\"}, {\"as\": \"Ann\"}], \"more\": 0}";

    private static ChatPage page;
    private FakeNode node;

    @BeforeAll
    static void startBrowser() throws Exception {
        page = ChatPage.start();
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        Parts.close(page);
    }

    @BeforeEach
    void newNode() throws Exception {
        node = FakeNode.start();
        page.chromium().resize(390, 844);
    }

    @AfterEach
    void stop() throws Exception {
        page.leave();
        Parts.close(node);
    }

    private void open(int status, String presence) throws Exception {
        node.reply(PRESENCE, status, presence);
        page.open(node.port(), "chat");
    }

    private static void awaitPeople(String... names) throws Exception {
        Await.until(
                "these people: " + List.of(names),
                () -> page.strings("#who-list li").equals(List.of(names)));
    }

    private static String change(int count, int connections, String... users) {
        return "{\"topic\": \"chat\", \"users\": [" + String.join(", ", users) + "], \"count\": " + count
                + ", \"connections\": " + connections + "}";
    }

    private static boolean isHidden(String selector) {
        return (Boolean) page.run("return document.querySelector(arguments[0]).hidden", selector);
    }

    private static String text(String selector) {
        return page.strings(selector).get(0);
    }

    @Test
    void listFollowsWhoComesAndGoes() throws Exception {
        open(200, ANN_AND_42);
        awaitPeople("Ann", "Bea 42");
        assertEquals("2 people", text("#who-count"));
        assertTrue(text("#who-rest").startsWith("4 connections in all."), text("#who-rest"));
        page.chromium().screenshot("chat-people-phone");
        page.run("document.querySelector('#who').open = true");
        page.chromium().resize(1280, 800);
        page.chromium().screenshot("chat-people-wide");

        node.send("sluice:joined", change(2, 6, "{\"as\": \"Cem\"}", "{\"as\": \"Ann\"}"));
        awaitPeople("Ann", "Bea 42", "Cem");
        node.send("sluice:left", change(2, 4, "{\"user\": \"42\"}", "{\"as\": \"Nobody here\"}"));
        awaitPeople("Ann", "Cem");
        assertEquals("2 people", text("#who-count"));
        assertEquals("Ann, Cem", text("#who-names"));
    }

    @Test
    @DisplayName(
            "A new stream and a gap ask again; who is missing once may be reloading, and is gone only if missing twice")
    void newStreamsAndGapsAskAgain() throws Exception {
        open(200, ANN_AND_42);
        awaitPeople("Ann", "Bea 42");
        node.reply(
                PRESENCE, 200, "{\"connections\": 2, \"users\": [{\"as\": \"Ann\"}, {\"as\": \"Dan\"}], \"more\": 0}");
        node.endStreams();
        awaitPeople("Ann", "Bea 42", "Dan");
        node.send("sluice:gap", "{\"topic\": \"chat\", \"from\": \"1-0\", \"to\": \"5-0\"}");
        awaitPeople("Ann", "Dan");
    }

    @Test
    @DisplayName("Asks again after a failure, once more after the first answer, and then every few minutes")
    void asksAgainByItself() throws Exception {
        open(200, ANN_AND_42);
        awaitPeople("Ann", "Bea 42");
        page.run("const wait = setTimeout; window.setTimeout = (work, ms) => wait(work, ms < 5000 ? ms : ms / 100)");
        node.reply(PRESENCE, 429, "{\"detail\": \"Too many.\"}");
        int before = node.requests(PRESENCE).size();
        node.endStreams();
        Await.until("questions after a failure", () -> node.requests(PRESENCE).size() > before + 2);
        assertFalse(isHidden("#who"));
        node.reply(PRESENCE, 200, ANN_AND_42);
        int failed = node.requests(PRESENCE).size();
        Await.until("three answers", () -> node.requests(PRESENCE).size() > failed + 3);
    }

    @Test
    void saysThatPresenceIsOff() throws Exception {
        open(404, "{\"detail\": \"Off.\"}");
        Await.until("the line", () -> !isHidden("#who-off"));
        assertTrue(text("#who-off").contains("SLUICE_PRESENCE"));
        assertTrue(isHidden("#who"));
    }

    @Test
    @DisplayName("The page's name is asked once, remembered, and sent without what nobody can see")
    void theNameIsRememberedAndSent() throws Exception {
        open(200, ANN_AND_42);
        page.join("Ann \u202eevil");
        Await.until(
                "a stream with the name",
                () -> !node.requests("/sse?topic=chat&last=50&heartbeat=event&as=Ann+evil")
                        .isEmpty());
        page.open(node.port(), "chat");
        Await.until(
                "a stream with the name",
                () -> !node.requests("/sse?topic=chat&last=50&as=Ann+evil").isEmpty());
        assertTrue(isHidden("#name-form"));
    }

    @Test
    void strangersNamesAreOnlyText() throws Exception {
        String markup = "<img src=x onerror=\\\"document.title='owned'\\\">";
        open(
                200,
                "{\"connections\": 9, \"users\": [{\"as\": \"" + markup + "\"}, {\"as\": \"\\u202egnp.exe\\u0007\"},"
                        + " {\"as\": \"\\u2028\\u2066\"}, {\"user\": \"" + "u".repeat(3000) + "\"}, {\"as\": \""
                        + "N".repeat(64) + "\"}, {\"as\": \"" + "e\\u0301\\u0302\\u0303".repeat(16)
                        + "\"}, {\"user\": \"42\", \"as\": \"" + "M".repeat(64) + "\"}], \"more\": 0}");
        Await.until("all names", () -> page.strings("#who-list li").size() == 7);
        page.run("document.querySelector('#who').open = true");
        List<String> names = page.strings("#who-list li");
        assertTrue(names.contains("gnp.exe"), names.toString());
        assertTrue(names.contains("no visible name"), names.toString());
        assertEquals(0L, page.run("return document.querySelectorAll('#who img').length"));
        assertTrue(!"owned".equals(page.run("return document.title")), "markup was executed");
        assertIsNarrow();
        page.chromium().screenshot("chat-strangers");
    }

    @Test
    void aThousandPeopleStayUsable() throws Exception {
        String users = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"as\": \"Person %d\"}".formatted(i))
                .collect(Collectors.joining(", "));
        open(200, "{\"connections\": 1500, \"users\": [" + users + "], \"more\": 23}");
        Await.until("the number", () -> text("#who-count").equals("1,023 people"));
        assertTrue(text("#who-rest").startsWith("and 823 more, 1,500 connections in all."), text("#who-rest"));
        page.run("document.querySelector('#who').open = true");
        assertIsNarrow();
        Long height = (Long) page.run("return document.querySelector('#log').clientHeight");
        assertTrue(height > 300, "the messages have " + height + " pixels");
        page.chromium().screenshot("chat-thousand");
        node.send("sluice:joined", change(40, 1540, "{\"as\": \"Aaron\"}"));
        Await.until("the number", () -> text("#who-count").equals("1,063 people"));
        assertEquals("Aaron", page.strings("#who-list li").get(0));
        node.send("sluice:left", change(41, 1499, "{\"as\": \"Aaron\"}"));
        Await.until("the number", () -> text("#who-count").equals("1,022 people"));
    }

    @Test
    void anOperatorsEndIsSaid() throws Exception {
        open(200, ANN_AND_42);
        node.send("sluice:ended", "{\"reason\": \"ended\"}");
        Await.until("the reason", () -> text("#trouble").contains("an operator ended the stream"));
        page.awaitState("closed");
    }

    private static void assertIsNarrow() {
        assertEquals(
                true, page.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }
}
