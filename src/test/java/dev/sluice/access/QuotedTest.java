package dev.sluice.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTest {
    @ParameterizedTest
    @CsvSource({"abc, abc", "abcd, abc…", "ab\uD83D\uDE00, ab\uD83D\uDE00", "ab\uD83D\uDE00d, ab\uD83D\uDE00…", "'', ''"
    })
    void cutsBetweenCharacters(String text, String shown) {
        assertEquals(shown, Quoted.cut(text, 3));
    }
}
