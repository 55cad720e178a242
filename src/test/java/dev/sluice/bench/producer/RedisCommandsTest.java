package dev.sluice.bench.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisCommandsTest {
    @Test
    void tellsWhatWasDoneInBetween() {
        RedisCommands before = RedisCommands.parse(
                Map.of("cmdstat_xrange", "calls=5,usec=100,usec_per_call=20.00", "cmdstat_get", "calls=1,usec=1"));
        RedisCommands after = RedisCommands.parse(Map.of(
                "cmdstat_xrange", "calls=12,usec=100,usec_per_call=20.00",
                "cmdstat_get", "calls=1,usec=1",
                "cmdstat_xadd", "calls=3,usec=1",
                "cmdstat_info", "calls=2,usec=1",
                "cmdstat_client|setinfo", "calls=2,usec=1"));
        RedisCommands spent = after.since(before);
        assertEquals(Map.of("xrange", 7L, "xadd", 3L), spent.calls());
        assertEquals(10, spent.sum());
        assertEquals(7, spent.without("xadd").sum());
    }
}
