package dev.sluice.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrintableTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void textIsShownAsItIs() {
        assertEquals("a b, \u00FC\u4E2D\uD83D\uDEB0!", Printable.of("a b, \u00FC\u4E2D\uD83D\uDEB0!"));
        assertEquals("", Printable.of(""));
    }

    @Test
    void showsInvalidUtf8ByteForByte() {
        assertEquals("x\\xff\\xfe-", Printable.of(bytes('x', 0xFF, 0xFE, '-')));
        assertEquals("\\xed\\xa0\\x80", Printable.of(bytes(0xED, 0xA0, 0x80)), "a surrogate");
    }

    @Test
    void showsACutCharacterByteForByte() {
        byte[] whole = "a\uD83D\uDEB0".getBytes(StandardCharsets.UTF_8);
        assertEquals("a\\xf0\\x9f\\x9a", Printable.of(Arrays.copyOf(whole, 4)));
    }

    @Test
    void nothingMovesTheCursorOrTurnsTheLine() {
        assertEquals("a\\nb\\rc\\td\\u{1b}[2J\\u{7}\\u{0}", Printable.of("a\nb\rc\td\u001B[2J\u0007\0"));
        assertEquals("\\u{202e}\\u{2028}\\u{85}\\u{feff}", Printable.of("\u202E\u2028\u0085\uFEFF"));
    }

    @Test
    void whatStandsForSomethingElseCannotBeForged() {
        assertEquals("\\\\n", Printable.of("\\n"));
    }
}
