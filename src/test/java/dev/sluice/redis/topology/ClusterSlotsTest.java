package dev.sluice.redis.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrlParser;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

class ClusterSlotsTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final HostAndPort one = server("one");
    private final HostAndPort two = server("two");
    private final ClusterSlots slots = new ClusterSlots(RedisUrlParser.parse("redis://one:7000?cluster"));

    /** Counts how often somebody looks which server it is. */
    private HostAndPort server(String host) {
        return new HostAndPort(host, 7000) {
            private static final long serialVersionUID = 1;

            @Override
            public int hashCode() {
                looks.incrementAndGet();
                return super.hashCode();
            }
        };
    }

    @Test
    void movedSlotIsAtItsNewServer() {
        slots.moved(5, one);
        slots.moved(6, two);
        assertEquals(one, slots.serverOf(5));
        assertEquals(two, slots.serverOf(6));
        assertEquals(Set.of(one, two), slots.servers());
        assertThrows(JedisConnectionException.class, () -> slots.serverOf(7));
        slots.moved(5, two);
        assertEquals(two, slots.serverOf(5));
    }

    @Test
    void moveToAKnownServerKeepsOtherSlots() {
        for (int slot = 0; slot < 1_000; slot++) {
            slots.moved(slot, one);
        }
        slots.moved(0, two);
        Set<HostAndPort> servers = slots.servers();
        looks.set(0);
        slots.moved(1, two);
        assertTrue(looks.get() < 10, looks + " looks at servers");
        assertSame(servers, slots.servers());
    }
}
