package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The WAR in a container of Servlet 6.0, which has fewer methods than the one that it is compiled with. */
class OldTomcatIT {
    private static RedisProcess redis;
    private static Jedis client;
    private static WarProcess war;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
        war = new WarProcess.Setup(WarProcess.Container.TOMCAT_10, "", true, 0, "")
                .start(Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_HTTP_PUBLISH", "on"));
    }

    @AfterAll
    static void stop() throws Exception {
        Parts.close(client, war, redis);
    }

    /** A closed tab over HTTP/2 resets its stream; ContainersIT has it in all containers. */
    @Test
    void resetStreamGivesItsMessageBack() throws Exception {
        HttpClient browser = HttpClient.newHttpClient();
        try (HttpStream watching =
                HttpStream.open(browser, war.uri("/sse?topic=chat")).awaitConnected()) {
            HttpStream tab = HttpStream.open(browser, war.uri("/sse")).awaitConnected();
            client.lpush("message_list", "returned");
            tab.awaitMessages(1).close();
            Await.until("its return", () -> client.llen("message_list") == 1);
            assertFalse(watching.isEnded(), "the other stream of the connection");
            try (HttpStream next = HttpStream.open(browser, war.uri("/sse")).awaitConnected()) {
                assertEquals(List.of("returned"), next.awaitMessages(1).messages());
            }
        }
        Claims.awaitNone(client);
        client.del("message_list");
    }

    @Test
    void everyEndpointWorks() throws Exception {
        try (EventStream stream = EventStream.open(war.uri("/sse?queue=message_list&topic=chat"))
                .awaitConnected()
                .awaitPlaced()) {
            String large = "\u4E2D\uD83D\uDEB0".repeat(100_000);
            client.lpush("message_list", "small", large);
            stream.awaitMessages(2);
            assertEquals(large, stream.messages().get(1));
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "an event"));
            assertEquals(201, ask("POST", "/queues/message_list"));
            assertEquals(201, ask("POST", "/topics/chat"));
            stream.awaitMessages(5);
            assertEquals(200, ask("GET", "/topics/chat/events"));
            assertEquals(400, ask("POST", "/ack"), "without ids");
            for (String path : new String[] {"/health/live", "/health/ready", "/health/accepting", "/metrics", "/"}) {
                assertEquals(200, ask("GET", path), path);
            }
            assertEquals(400, ask("GET", "/sse?topics=chat"));
            Claims.awaitSettled(client);
            assertFalse(war.process().output().contains("ERROR"), war.process().output());
        }
    }

    private static int ask(String method, String path) throws Exception {
        return HttpText.ask(war.port(), method, path).status();
    }
}
