package dev.sluice.redis.script;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

class RegistryKeysTest {
    @Test
    void namesAreThoseOfTheContract() {
        RegistryKeys keys = new RegistryKeys("sluice:");
        assertAll(
                () -> assertEquals("sluice:lifecycle", keys.lifecycle()),
                () -> assertEquals("sluice:presence", keys.presenceChannel()),
                () -> assertEquals("sluice:{sluice:lifecycle}:nodes", keys.nodes()),
                () -> assertEquals("sluice:{sluice:lifecycle}:node:abcdefgh", keys.node("abcdefgh")),
                () -> assertEquals("sluice:{sluice:lifecycle}:revocations", keys.revocations()),
                () -> assertEquals("sluice:{sluice:lifecycle}:channels", keys.channels()),
                () -> assertEquals("sluice:{sluice:lifecycle}:presence:chat", keys.presence("chat")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice:", "sluice:staging:"})
    void allKeysLieInOneSlot(String prefix) {
        RegistryKeys keys = new RegistryKeys(prefix);
        int slot = JedisClusterCRC16.getSlot(keys.lifecycle());
        for (String key : List.of(
                keys.nodes(),
                keys.channels(),
                keys.revocations(),
                keys.node("abcdefgh"),
                keys.node("{x}"),
                keys.presence("chat"),
                keys.presence("{inbox}:7"),
                keys.presence("}{"))) {
            assertEquals(slot, JedisClusterCRC16.getSlot(key), key);
        }
    }
}
