package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A message in mode sent that makes its page leave, over two nodes. */
class ReturnsIT {
    private static final String DELIVERIES = "sluice:{message_list}:deliveries";
    private static final String DEAD = "sluice:{message_list}:dead";

    private static void getAndLeave(NodeProcess node) throws Exception {
        try (EventStream page = EventStream.open(node.uri("/sse"))) {
            page.awaitMessages(1);
        }
    }

    private static void awaitReturned(Jedis client) throws Exception {
        Await.until("it is back", () -> client.llen("message_list") == 1);
    }

    /** As if all that had been some time ago. */
    private static void letTimePass(Jedis client, long millis) {
        Map<String, String> counts = client.hgetAll(DELIVERIES);
        counts.forEach((field, value) -> {
            if (field.endsWith("@")) {
                client.hset(DELIVERIES, field, Long.toString(Long.parseLong(value) - millis));
            }
        });
        assertEquals(2, counts.size(), "a count, and since when: " + counts);
    }

    @Test
    @DisplayName("A message is a dead letter after many returns and ten minutes, whichever nodes it comes to")
    void manyReturnsMakeADeadLetter() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis, "--queue-max-returns", "5", "--drain-time", "0s");
                NodeProcess other = NodeProcess.start(redis, "--queue-max-returns", "5", "--drain-time", "0s")) {
            client.lpush("message_list", "poison");
            for (int i = 0; i < 4; i++) {
                getAndLeave(node);
                awaitReturned(client);
                getAndLeave(other);
                awaitReturned(client);
            }
            letTimePass(client, 9 * 60_000);
            getAndLeave(node);
            awaitReturned(client);
            assertEquals(0, client.llen(DEAD), "not before its time");

            letTimePass(client, 2 * 60_000);
            other.restart();
            awaitReturned(client);
            getAndLeave(other);
            Await.until("a dead letter", () -> client.llen(DEAD) == 1);
            String letter = client.lindex(DEAD, 0);
            assertTrue(letter.contains("came back 10 times because its browsers closed, first 11 minutes ago"), letter);
            assertFalse(client.exists("message_list"));
            assertFalse(client.exists(DELIVERIES));
        }
    }
}
