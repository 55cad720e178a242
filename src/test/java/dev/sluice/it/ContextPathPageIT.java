package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import dev.sluice.testing.WarProcess.Container;
import dev.sluice.testing.WarProcess.Setup;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import redis.clients.jedis.Jedis;

/** The pages and sluice.js of a WAR that is not at the root, in a real browser. */
@Tag("long")
class ContextPathPageIT {
    @Test
    void pagesAndModuleWorkUnderAPath() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                WarProcess war = new Setup(Container.TOMCAT, "/sluice", false, 0, "")
                        .start(Map.of(
                                "SLUICE_REDIS_URL", redis.url(),
                                "SLUICE_HTTP_PUBLISH", "on",
                                "SLUICE_QUEUES", "message_list,inbox:*",
                                "SLUICE_QUEUE_ACK", "client"));
                Chromium chromium = Chromium.start()) {
            startPageShowsMessages(chromium, war, client);
            chatRoomPublishesAndShows(chromium, war);
            moduleReceivesAndConfirms(chromium, war, client);
        }
    }

    private static void startPageShowsMessages(Chromium chromium, WarProcess war, Jedis client) throws Exception {
        chromium.open(war.uri("").toString()); // which leads to the path with a slash
        Await.until("the page's stream", () -> chromium.text("#state").equals("open"));
        client.lpush("message_list", "under a path");
        Await.until("the message", () -> chromium.showsMessage("under a path"));
    }

    private static void chatRoomPublishesAndShows(Chromium chromium, WarProcess war) throws Exception {
        chromium.open(war.uri("/chat.html").toString());
        Await.until("the room's stream", () -> chromium.text("#state").equals("open"));
        chromium.element("#name").sendKeys("Ann", Keys.ENTER);
        chromium.element("#text").sendKeys("written here", Keys.ENTER);
        Await.until(
                "the line's return",
                () -> Boolean.TRUE.equals(
                        chromium.run(
                                "return [...document.querySelectorAll('#talk .text')].some((e) => e.textContent === 'written here')")));
    }

    private static void moduleReceivesAndConfirms(Chromium chromium, WarProcess war, Jedis client) throws Exception {
        chromium.open(war.uri("/favicon.svg").toString());
        chromium.run("""
                return import('/sluice/sluice.js').then(({ Sluice }) => {
                  window.source = new Sluice({ url: '/sluice/sse', queues: ['inbox:1'] });
                  window.source.addEventListener('message', (event) => { window.received = event; });
                });
                """);
        client.lpush("inbox:1", "to confirm");
        Await.until(
                "the message",
                () -> "to confirm".equals(chromium.run("return window.received && window.received.data")));
        assertFalse(client.keys("sluice:{inbox:1}*").isEmpty(), "it was settled without a confirmation");
        chromium.run("return window.source.ack(window.received)");
        Await.until("its confirmation", () -> client.keys("sluice:{inbox:1}*").isEmpty());
    }
}
