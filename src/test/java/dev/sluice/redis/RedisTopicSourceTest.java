package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisTopicSourceTest {
    private static final long NOW = 1_800_000_000_000L;

    private static boolean wasIdle(Optional<Duration> ttl, long millis) {
        return new RedisTopicSource(null, 0, topic -> ttl, () -> Instant.ofEpochMilli(NOW))
                .wasIdle("chat", new StreamId(millis, 0));
    }

    @Test
    void idleTopicHasAnOldLastEvent() {
        Optional<Duration> hour = Optional.of(Duration.ofHours(1));
        assertTrue(wasIdle(hour, NOW - 3_600_000));
        assertFalse(wasIdle(hour, NOW - 3_599_999));
        assertFalse(wasIdle(hour, -1), "of the future");
        assertFalse(wasIdle(hour, 20_240_131), "no time");
        assertFalse(wasIdle(Optional.empty(), NOW - 3_600_000), "no idle-ttl");
    }
}
