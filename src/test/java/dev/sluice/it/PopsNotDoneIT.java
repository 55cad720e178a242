package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnd;
import dev.sluice.redis.RedisClaimStore;
import dev.sluice.redis.RedisServers;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Pop;
import dev.sluice.store.queue.Stray;
import dev.sluice.testing.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What is known of a pop that failed; a message that it returns is not lost if it was not carried out. */
class PopsNotDoneIT {
    private static Pop returning(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        Stray stray =
                new Stray(new ClaimedMessage(message, message.length, DeliveryCount.NONE), Disposition.RETURN, "");
        return new Pop("q", List.of(stray), new ClaimLimits(0, 100, 100));
    }

    @Test
    @DisplayName("A replica and a server that is away have not carried out a pop")
    void replicaAndDeadServerDoNothing() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                RedisServers servers = redis.servers()) {
            RedisClaimStore store = new RedisClaimStore(
                    servers,
                    () -> new DeadLetterBounds(10, Optional.empty()),
                    queue -> QueueEnd.RIGHT,
                    queue -> false,
                    InstantSource.system());
            try (Jedis client = redis.client()) {
                store.pop(List.of(returning("1")));
                assertEquals(List.of("1"), client.lrange("q", 0, -1));
                client.replicaof("127.0.0.1", 1);
                assertNotDone(store);
                client.replicaofNoOne();
                assertEquals(List.of("1"), client.lrange("q", 0, -1));
            }
            redis.kill();
            assertNotDone(store);
        }
    }

    private static void assertNotDone(RedisClaimStore store) {
        List<Pop> pops = List.of(returning("2"));
        assertFalse(assertThrows(StoreUnavailableException.class, () -> store.pop(pops))
                .mayBeDone());
        assertFalse(assertThrows(StoreUnavailableException.class, () -> store.pop(pops))
                .mayBeDone());
    }
}
