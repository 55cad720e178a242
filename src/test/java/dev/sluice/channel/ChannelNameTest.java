package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00", "\uDE00\uD83D", "inbox:\uD83Dx"})
    void halfASurrogatePairIsRefused(String name) {
        assertEquals("has half a surrogate pair", ChannelName.faultOf(name));
    }

    @Test
    void wholePairsAreAllowed() {
        assertNull(ChannelName.faultOf("😀漢é"));
    }
}
