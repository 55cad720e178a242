package dev.sluice.redis.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.link.BackgroundLink;
import dev.sluice.redis.link.BlockingLink;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

class TopologyTest {
    private static final HostAndPort ONE = new HostAndPort("one", 7000);
    private static final HostAndPort TWO = new HostAndPort("two", 7000);

    private static Topology of(String url) {
        return Topologies.of(RedisUrlParser.parse(url));
    }

    @Test
    void aSingleServerAlwaysHasAllKeys() {
        Topology single = of("redis://one:7000");
        assertEquals(ONE, single.serverOf(16_383));
        assertEquals(Set.of(ONE), single.servers());
        assertFalse(single.mayChange());
        assertFalse(single.look());
    }

    @Test
    void oneMasterReplacesAnother() {
        Topology sentinels = of("redis://one:7000?sentinel=main");
        assertTrue(sentinels.mayChange());
        assertFalse(sentinels.redirects());
        assertTrue(sentinels.mayReplace(ONE, TWO));
        assertEquals(500, sentinels.keysPerCommand());
        assertInstanceOf(BlockingLink.class, sentinels.newLink(ONE, () -> null, () -> {}, Runnable::run));
        assertEquals(Duration.ofSeconds(5), sentinels.address().timeout());
    }

    @Test
    void clusterServersStandSideBySide() {
        Topology cluster = of("redis://one:7000?cluster");
        assertTrue(cluster.mayChange());
        assertTrue(cluster.redirects());
        assertTrue(cluster.mayReplace(ONE, ONE));
        assertFalse(cluster.mayReplace(ONE, TWO));
        assertFalse(cluster.mayReplace(ONE, null));
        assertEquals(1, cluster.keysPerCommand());
        assertInstanceOf(BackgroundLink.class, cluster.newLink(ONE, () -> null, () -> {}, Runnable::run));
        assertEquals(Duration.ofSeconds(2), cluster.address().timeout());
    }
}
