package dev.sluice.redis.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.store.registry.ConnectionEntry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTextTest {
    @Test
    void leavesOutWhatIsAbsent() {
        ConnectionEntry entry =
                new ConnectionEntry("n", Optional.empty(), Optional.of(""), 7, List.of("q"), List.of(), List.of());
        assertEquals("{\"since\":7,\"queues\":[\"q\"],\"topics\":[]}", ConnectionText.of(entry));
    }

    @Test
    void readsWhatItWrites() {
        ConnectionEntry entry = new ConnectionEntry(
                "n", Optional.of("a\"\0\n漢"), Optional.of("b"), 7, List.of("q"), List.of("t", "u"), List.of("t"));
        assertEquals(Optional.of(entry), ConnectionText.parse("n", ConnectionText.of(entry)));
    }

    @Test
    void takesEntriesOfOtherVersions() {
        assertEquals(
                Optional.of(new ConnectionEntry(
                        "n", Optional.empty(), Optional.empty(), 0, List.of("q"), List.of(), List.of())),
                ConnectionText.parse("n", "{\"queues\":[\"q\",null],\"color\":\"red\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "x", "7", "[]", "{", "{\"queues\":7}", "{\"since\":\"x\"}"})
    void otherTextIsNoConnection(String text) {
        assertEquals(Optional.empty(), ConnectionText.parse("n", text));
    }
}
