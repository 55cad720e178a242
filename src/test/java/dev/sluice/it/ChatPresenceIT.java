package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.ChatPage;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two people in the chat room, each on another node, as each sees the other come, reload and go. */
class ChatPresenceIT {
    private static RedisProcess redis;
    private static NodeProcess first;
    private static NodeProcess second;
    private static ChatPage anna;
    private static ChatPage ben;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        String[] options = {"--presence", "chat", "--node-lease", "2s", "--retry", "500ms"};
        first = NodeProcess.start(redis, options);
        second = NodeProcess.start(redis, options);
        anna = ChatPage.start();
        ben = ChatPage.start();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(anna, ben, second, first, redis);
    }

    private static void awaitPeople(ChatPage page, String... names) throws Exception {
        Await.until(
                "these people: " + List.of(names),
                () -> page.strings("#who-list li").equals(List.of(names)));
    }

    /** Notes from now on each list of people that the page shows. */
    private static void watch(ChatPage page) {
        page.run("""
                const list = document.querySelector('#who-list');
                window.seen = [];
                new MutationObserver(() => seen.push([...list.children].map((item) => item.textContent).join()))
                  .observe(list, { childList: true });
                """);
    }

    @Tag("long")
    @Test
    @DisplayName("Each sees the other come, reload without a flicker, and go, also with a killed node")
    void eachSeesTheOtherComeAndGo() throws Exception {
        anna.open(first.port(), "chat").join("Anna");
        awaitPeople(anna, "Anna");
        ben.open(second.port(), "chat").join("Ben");
        awaitPeople(anna, "Anna", "Ben");
        awaitPeople(ben, "Anna", "Ben");

        watch(anna);
        ben.open(second.port(), "chat"); // a reload
        awaitPeople(ben, "Anna", "Ben");
        ben.leave();
        awaitPeople(anna, "Anna");
        assertEquals(
                true,
                anna.run("return seen.lastIndexOf('Anna,Ben') < seen.indexOf('Anna')"),
                () -> "a reload is not seen: " + anna.run("return seen"));

        ben.open(second.port(), "chat");
        awaitPeople(anna, "Anna", "Ben");
        second.process().kill();
        awaitPeople(anna, "Anna");
    }
}
