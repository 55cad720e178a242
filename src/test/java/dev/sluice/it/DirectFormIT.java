package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.FakeNode;
import dev.sluice.testing.Parts;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page sends to one connection, or may not send, by what a server tells. */
class DirectFormIT {
    private static Chromium chromium;
    private static FakeNode node;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        node = FakeNode.start();
        node.reply(
                "/health/serving",
                200,
                "{\"queues\": [\"message_list\"], \"topics\": [], \"pubsubTopics\": [], \"publish\": true,"
                        + " \"redisPort\": 6390}");
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(chromium, node);
    }

    @BeforeEach
    void openPage() throws Exception {
        chromium.open("http://127.0.0.1:" + node.port() + "/");
        Await.until("the id", () -> chromium.text("#connection-id").startsWith("fakenode-"));
        Await.until("the channels", () -> chromium.text("#command").contains(" -p 6390 "));
        chromium.run("document.querySelector('#direct').open = true");
    }

    private static void send(String text) {
        chromium.run(
                "document.querySelector('#direct-text').value = arguments[0];"
                        + " document.querySelector('#direct-form').requestSubmit()",
                text);
    }

    @Test
    void idIsShownAndInTheCommand() throws Exception {
        String id = chromium.text("#connection-id");
        assertEquals(id, chromium.run("return document.querySelector('#direct-to').value"));
        assertEquals(
                "redis-cli -p 6390 PUBLISH sluice:direct '{\"connection\":\"" + id + "\",\"data\":\"hello\"}'",
                chromium.text("#direct-command"));
        node.endStreams();
        Await.until(
                "the new id",
                () -> !chromium.text("#connection-id").equals(id)
                        && chromium.text("#connection-id").startsWith("fakenode-"));
        assertTrue(chromium.text("#direct-command").contains(chromium.text("#connection-id")));
    }

    @Test
    void postsWithTheTokenOfTheForm() throws Exception {
        node.reply("/direct", 200, "{\"delivered\": 1}");
        chromium.element("#direct-token").sendKeys("a secret of the operator");
        send("hello");
        Await.until("success", () -> chromium.text("#direct-done").equals("Sent."));
        List<FakeNode.Request> requests = node.requests("/direct");
        assertEquals(
                new FakeNode.Request(
                        "POST",
                        "/direct?connection=" + chromium.text("#connection-id"),
                        "Bearer a secret of the operator",
                        "hello"),
                requests.get(requests.size() - 1));
        chromium.run("location.reload()");
        Await.until(
                "the kept token",
                () -> "a secret of the operator"
                        .equals(chromium.run("return document.querySelector('#direct-token').value")));
        chromium.run("sessionStorage.clear()");
    }

    @Test
    void refusalIsShownWithItsReason() throws Exception {
        node.reply("/direct", 403, "{\"detail\": \"SLUICE_ADMIN_TOKEN is not set.\"}");
        send("hello");
        Await.until("the reason", () -> chromium.text("#direct-error").equals("SLUICE_ADMIN_TOKEN is not set."));
        assertEquals("hello", chromium.run("return document.querySelector('#direct-text').value"));
    }

    @Test
    void onlyMessagesWithoutIdsAreDirect() throws Exception {
        node.send("message", "direct, at first");
        node.sendWithId("1", "of the queue");
        node.send("message", "direct");
        Await.until("all messages", () -> chromium.showsMessage("direct"));
        assertTrue(chromium.showsMessage("direct, at first"));
        assertEquals(
                List.of("direct", "direct, at first"),
                chromium.run("return [...document.querySelectorAll('#messages li:has(.direct) .payload')]"
                        + ".map((payload) => payload.textContent)"));
        chromium.resize(390, 844);
        chromium.run("document.querySelector('#direct').scrollIntoView()");
        assertEquals(
                true,
                chromium.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        chromium.screenshot("page-direct-phone");
        chromium.resize(1280, 1300);
        chromium.screenshot("page-direct-wide");
        chromium.resize(390, 844);
    }

    @Test
    void pushIsOffOnceItIsRefused() throws Exception {
        node.reply("/queues/message_list", 403, "{\"detail\": \"You may not publish to message_list.\"}");
        chromium.element("#push-text").sendKeys("refused");
        chromium.run("document.querySelector('#push-form').requestSubmit()");
        Await.until("the reason", () -> chromium.text("#push-error").equals("You may not publish to message_list."));
        assertEquals(true, chromium.run("return document.querySelector('#push-send').disabled"));
        assertEquals(true, chromium.run("return document.querySelector('#push-text').disabled"));
    }
}
