package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {
    private static final String MAX = "18446744073709551615";

    private static StreamId id(String text) {
        return StreamId.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000000-0, 1700000000000-0",
        "0-0, 0-0",
        "007-01, 7-1",
        MAX + "-" + MAX + ", " + MAX + "-" + MAX,
    })
    void hasATimeAndPerhapsANumber(String text, String id) {
        assertEquals(id, id(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1-",
                "-1",
                "1-1-1",
                "a",
                "1-a",
                "+1",
                " 1",
                "1 ",
                "$",
                "*",
                "1-*",
                "(1-0",
                "\u0661-0",
                "18446744073709551616",
                "0-18446744073709551616",
                "111111111111111111111"
            })
    void invalidIdIsNone(String text) {
        assertEquals(Optional.empty(), StreamId.parse(text));
    }

    @Test
    void idsAreInTheOrderOfUnsignedNumbers() {
        List<StreamId> ordered = new ArrayList<>();
        for (String text :
                List.of("0-0", "0-1", "0-" + MAX, "1-0", "9223372036854775808-0", MAX + "-0", MAX + "-" + MAX)) {
            ordered.add(id(text));
        }
        List<StreamId> sorted = new ArrayList<>(ordered);
        Collections.reverse(sorted);
        Collections.sort(sorted);
        assertEquals(ordered, sorted);
        assertTrue(StreamId.ZERO.isBefore(id("0-1")));
        assertFalse(id("5-5").isBefore(id("5-5")));
    }

    @ParameterizedTest
    @CsvSource({"0-1, 0-0", "5-10, 5-9", "6-0, 5-" + MAX, "0-0, 0-0"})
    void theOneBeforeIsItsNeighbour(String text, String previous) {
        assertEquals(id(previous), id(text).previous());
    }

    @ParameterizedTest
    @CsvSource({"0-0, 0-1", "5-9, 5-10", "5-" + MAX + ", 6-0", MAX + "-" + MAX + ", " + MAX + "-" + MAX})
    void theOneBehindIsItsNeighbour(String text, String next) {
        assertEquals(id(next), id(text).next());
    }
}
