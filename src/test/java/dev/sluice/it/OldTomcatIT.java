package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The WAR in a container of Servlet 6.0, which has fewer methods than the one that it is compiled with. */
class OldTomcatIT {
    @Test
    void everyEndpointWorks() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                WarProcess war = WarProcess.start(
                        WarProcess.Container.TOMCAT_10,
                        Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_HTTP_PUBLISH", "on"),
                        "");
                EventStream stream = EventStream.open(war.uri("/sse?queue=message_list&topic=chat"))
                        .awaitConnected()
                        .awaitPlaced()) {
            String large = "\u4E2D\uD83D\uDEB0".repeat(100_000);
            client.lpush("message_list", "small", large);
            stream.awaitMessages(2);
            assertEquals(large, stream.messages().get(1));
            client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "an event"));
            assertEquals(201, ask(war, "POST", "/queues/message_list"));
            assertEquals(201, ask(war, "POST", "/topics/chat"));
            stream.awaitMessages(5);
            assertEquals(200, ask(war, "GET", "/topics/chat/events"));
            assertEquals(400, ask(war, "POST", "/ack"), "without ids");
            for (String path : new String[] {"/health/live", "/health/ready", "/health/accepting", "/metrics", "/"}) {
                assertEquals(200, ask(war, "GET", path), path);
            }
            assertEquals(400, ask(war, "GET", "/sse?topics=chat"));
            Claims.awaitSettled(client);
            assertFalse(war.process().output().contains("ERROR"), war.process().output());
        }
    }

    private static int ask(WarProcess war, String method, String path) throws Exception {
        return HttpText.ask(war.port(), method, path).status();
    }
}
