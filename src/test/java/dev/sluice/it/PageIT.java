package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The page, in a real browser, behind nginx. */
class PageIT {
    private static RedisProcess redis;
    private static NodeProcess node;
    private static NginxProcess nginx;
    private static Chromium chromium;
    private static Jedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--http-publish", "on", "--queues", "message_list,inbox:*", "--retry", "500ms");
        nginx = NginxProcess.toNodes(node.port(), node.port());
        chromium = Chromium.start();
        client = redis.client();
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(chromium, client, nginx, node, redis);
    }

    private static void open(String query) throws Exception {
        chromium.open("http://127.0.0.1:" + nginx.port() + "/" + query);
        awaitState("open");
    }

    private static void awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> chromium.text("#state").equals(state));
    }

    private static String redisCli() {
        return "redis-cli -p " + URI.create(redis.url()).getPort();
    }

    private static void pushAndSee(String queue, String message) throws Exception {
        client.lpush(queue, message);
        Await.until("the message " + message, () -> chromium.showsMessage(message));
    }

    @Tag("long")
    @Test
    void showsMessagesAfterRestartsOfNodeAndNginx() throws Exception {
        open("");
        pushAndSee("message_list", "first");
        chromium.screenshot("page");

        node.restart();
        pushAndSee("message_list", "after the node's restart");

        nginx.stop();
        nginx.start();
        pushAndSee("message_list", "after nginx' restart");

        node.stop();
        nginx.stop();
        nginx.start();
        node.restart();
        pushAndSee("message_list", "after both were away");
        awaitState("open");
    }

    @Test
    void messageIsShownAsTextNotMarkup() throws Exception {
        open("?queue=inbox:markup");
        String hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\n&amp;";
        pushAndSee("inbox:markup", hostile);
        assertTrue(!"owned".equals(chromium.run("return document.title")), "markup was executed");
        assertEquals(0L, chromium.run("return document.querySelectorAll('#messages img, #messages script').length"));
    }

    @Test
    void theFormPushes() throws Exception {
        open("?queue=inbox:form");
        Await.until(
                "the form",
                () -> chromium.run("return document.querySelector('#push').hidden")
                        .equals(false));
        chromium.element("#push-text").sendKeys("typed into the form");
        chromium.run("document.querySelector('#push-form').requestSubmit()");
        Await.until("the message", () -> chromium.showsMessage("typed into the form"));
    }

    @Test
    void nothingIsWiderThanAPhone() throws Exception {
        open("?queue=inbox:phone");
        pushAndSee("inbox:phone", "unbroken".repeat(100));
        assertEquals(
                true,
                chromium.run("const top = (id) => document.querySelector(id).getBoundingClientRect().top;"
                        + " return top('#messages') < top('.side')"),
                "messages stand above the cards");
        assertEquals(
                true,
                chromium.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        chromium.screenshot("page-phone");
    }

    @Test
    void whyTheStreamIsRefusedIsShown() throws Exception {
        chromium.open("http://127.0.0.1:" + nginx.port() + "/?queue=not-served");
        Await.until(
                "the reason",
                () -> chromium.text("#trouble").contains("The queue \"not-served\" is not among those served here."));
    }

    @Test
    @DisplayName("The page takes a token from its address, and keeps it out of there")
    void takesTokensFromItsAddress() throws Exception {
        try (NodeProcess closed = NodeProcess.start(
                redis, "--queues", "inbox:*", "--auth-key", Tokens.KEY, "--grant-take", "inbox:{sub}")) {
            String page = closed.uri("/?queue=inbox:token").toString();
            chromium.open(page);
            Await.until("the reason", () -> chromium.text("#trouble").contains("The stream is refused:"));
            assertEquals("closed", chromium.text("#state"));
            chromium.open(page + "#token=" + Tokens.of("token"));
            awaitState("open");
            assertEquals(page, chromium.run("return location.href"));
            chromium.run("location.reload()");
            pushAndSee("inbox:token", "for the token's user");
            chromium.run("location.hash = 'token='");
            awaitState("closed");
            assertEquals("no-referrer", chromium.run("return document.querySelector('meta[name=referrer]').content"));
        }
    }

    @Test
    void saysThatNoRedisIsConfigured() throws Exception {
        try (NodeProcess lonely = NodeProcess.start(Map.of());
                NginxProcess proxy = NginxProcess.toNodes(lonely.port(), lonely.port())) {
            chromium.open("http://127.0.0.1:" + proxy.port() + "/");
            Await.until("the reason", () -> chromium.text("#trouble").contains("SLUICE_REDIS_URL is not set"));
        }
    }

    @Test
    void topicsAreShownAndPushedTo() throws Exception {
        open("?queue=inbox:1&topic=sse_messages&topic=chat");
        Await.until("the channels", () -> chromium.text("#topics").equals("chat"));
        assertEquals("sse_messages", chromium.text("#pubsubTopics"));
        assertEquals("inbox:1", chromium.text("#queues"));
        Await.subscriber(client, "sse_messages");
        client.publish("sse_messages", "published");
        Await.until("the message", () -> chromium.showsMessage("published"));

        Await.until(
                "the form",
                () -> chromium.run("return document.querySelector('#push').hidden")
                        .equals(false));
        chromium.element("#push-channel").sendKeys("chat");
        assertEquals(redisCli() + " XADD chat '*' data 'Hello'", chromium.text("#command"));
        chromium.element("#push-text").sendKeys("posted");
        chromium.element("#push-send").click();
        Await.until("the event", () -> chromium.showsMessage("posted"));
        assertEquals(1, client.xlen("chat"));
        chromium.screenshot("page-topics");
    }

    @Test
    void showsAndLinksWhatTheNodeServes() throws Exception {
        open("?queue=inbox:some");
        Await.until("what is served", () -> chromium.text("#served").contains("inbox:*"));
        assertTrue(chromium.text("#served").contains("chat"), chromium.text("#served"));
        Await.until("the number of browsers", () -> chromium.text("#browsers").equals("1"));
        chromium.element("#open-name").sendKeys("inbox:other");
        chromium.run("document.querySelector('#open-form').requestSubmit()");
        Await.until("the other queue", () -> chromium.text("#queues").equals("inbox:other"));
    }

    @Test
    void commandsAndFormFitTheNode() throws Exception {
        Map<String, String> environment =
                Map.of("SLUICE_REDIS_URL", "embedded", "SLUICE_HTTP_PUBLISH", "off", "SLUICE_QUEUE_TAKE_FROM", "left");
        try (NodeProcess other = NodeProcess.start(environment)) {
            chromium.open("http://127.0.0.1:" + other.port() + "/");
            Await.until(
                    "the command",
                    () -> chromium.text("#command").matches("redis-cli -p [0-9]+ RPUSH message_list 'Hello'"));
            assertEquals(true, chromium.run("return document.querySelector('#push').hidden"));
        }
    }

    @Test
    void withoutADefaultQueueLeadsToOne() throws Exception {
        try (NodeProcess other = NodeProcess.start(redis, "--queues", "inbox:*", "--topics", "none")) {
            chromium.open("http://127.0.0.1:" + other.port() + "/");
            Await.until("the reason", () -> !chromium.text("#trouble").isEmpty());
            Await.until("the command", () -> chromium.text("#command").equals(redisCli() + " LPUSH NAME 'Hello'"));
            chromium.screenshot("page-patterns");
            chromium.element("#open-name").sendKeys("inbox:1");
            chromium.run("document.querySelector('#open-form').requestSubmit()");
            awaitState("open");
        }
    }
}
