package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A queue whose messages are JSON, beside one whose are not. */
class JsonMessagesIT {
    @Test
    void jsonMessagesChooseTheirEventTypes() throws Exception {
        String config = ConfigFile.of("""
                queues:
                  message_list:
                  "shop:*":
                    format: json
                """);
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis, "--config", config);
                Jedis client = redis.client();
                EventStream stream = EventStream.open(node.uri("/sse?queue=shop:1&queue=message_list"))
                        .awaitConnected()) {
            client.lpush("shop:1", "{\"data\":\"Hello\"}");
            client.lpush("shop:1", "secret");
            client.lpush("shop:1", "{ \"event\": \"order\", \"data\": { \"price\": 1.10 } }");
            Await.until("the order", () -> events(stream).contains("order {\"price\":1.10}"));
            client.lpush("message_list", "{\"data\":\"Hello\"}");
            Await.until("the text", () -> events(stream).contains("message {\"data\":\"Hello\"}"));

            assertEquals(
                    List.of("message Hello", "order {\"price\":1.10}", "message {\"data\":\"Hello\"}"), events(stream));
            Await.until("a dead letter", () -> client.llen("sluice:{shop:1}:dead") == 1);
            String letter = client.lindex("sluice:{shop:1}:dead", 0);
            assertTrue(letter.contains("\"reason\":\"is not JSON at character 0\""), letter);
            assertTrue(letter.endsWith("\nsecret"), letter);
            assertTrue(!node.process().output().contains("secret"), "a payload may be a secret");
        }
    }

    private static List<String> events(EventStream stream) {
        synchronized (stream) {
            return stream.parser().events().stream()
                    .filter(event -> !event.type().startsWith("sluice:"))
                    .map(event -> event.type() + " " + event.data())
                    .toList();
        }
    }
}
