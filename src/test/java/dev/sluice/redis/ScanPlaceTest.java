package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanPlaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"abcdefgh.0", "ABCD1234.9999999999999999999", "abcdefgh.7.500.12.abcdefgh0123"})
    void readsWhatItWrites(String text) {
        assertEquals(text, ScanPlace.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abcdefgh",
                "abcdefgh.",
                ".7",
                "abcdefgh.x",
                "abcdefgh.-1",
                "abcdefgh.99999999999999999999",
                "abcdefgh.7.8",
                "abcdefgh.7.8.9",
                "abcdefgh.7.8.9.",
                "abcdefgh.7.8.9.{}",
                "abcdefgh.7.0.9.x",
                "abcdefgh.7.1000.9.x",
                "abc*efgh.7",
                "abcdefgh.7\n",
                "abcdefgh.٣"
            })
    void refusesOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> ScanPlace.parse(text));
    }
}
