package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final long SEED = 20_261_120;
    private static final int NONE = -1;

    /** Bytes at the edges of what UTF-8 allows, where random ones would seldom fall. */
    private static final byte[] EDGES =
            HexFormat.of().parseHex("00417F808F909FA0BFC0C1C2DFE0E1ECEDEEEFF0F1F3F4F5F8FCFEFF");

    private final Utf8 utf8 = new Utf8();

    @Test
    void everyCharacterIsWellFormed() {
        String all = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertEquals(NONE, utf8.firstMalformed(all.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nothingIsWellFormed() {
        assertEquals(NONE, utf8.firstMalformed(new byte[0]));
    }

    @Test
    void everyPairOfBytesIsAsInJava() {
        for (int pair = 0; pair <= 0xFFFF; pair++) {
            assertJudgedAsJavaDecodes((byte) (pair >> 8), (byte) pair);
        }
    }

    @Test
    void randomBytesAreJudgedAsJavaDecodesThem() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertJudgedAsJavaDecodes(bytes);
        }
    }

    @Test
    void bytesAtTheEdgesAreAsInJava() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = EDGES[random.nextInt(EDGES.length)];
            }
            assertJudgedAsJavaDecodes(bytes);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a continuation alone, 80",
        "a continuation alone, BF",
        "two bytes overlong, C080",
        "two bytes overlong, C1BF",
        "three bytes overlong, E08080",
        "three bytes overlong, E09FBF",
        "four bytes overlong, F0808080",
        "four bytes overlong, F08FBFBF",
        "first surrogate, EDA080",
        "last surrogate, EDBFBF",
        "a pair of surrogates, EDA0BDEDB880",
        "beyond U+10FFFF, F4908080",
        "beyond U+10FFFF, F5808080",
        "five bytes, F888808080",
        "six bytes, FC8480808080",
        "no lead byte, FE",
        "no lead byte, FF",
        "cut after one of two, C3",
        "cut after one of three, E2",
        "cut after two of three, E282",
        "cut after one of four, F0",
        "cut after two of four, F09F",
        "cut after three of four, F09F98",
    })
    void aMalformedSequenceIsFoundWhereItBegins(String kind, String hex) {
        byte[] malformed = HexFormat.of().parseHex(hex);
        for (String before : new String[] {"", "a", "é", "漢", "😀", "\0\r\n"}) {
            for (String after : new String[] {"", "a", "😀"}) {
                assertEquals(
                        utf8(before).length, utf8.firstMalformed(join(utf8(before), malformed, utf8(after))), kind);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4090, 4091, 4092, 4093, 4094, 4095, 4096, 4097, 8190, 8191, 8192, 8193, 12_288})
    void wellFormedAcrossTheScratchBuffersEnd(int before) {
        for (String character : new String[] {"", "a", "é", "漢", "😀", "😀😀"}) {
            byte[] bytes = utf8("a".repeat(before) + character);
            assertEquals(NONE, utf8.firstMalformed(bytes), character);
            assertEquals(NONE, utf8.firstMalformed(join(bytes, utf8("tail"))), character);
        }
    }

    @ParameterizedTest
    @DisplayName("Malformed sequences across the end of the scratch buffer are found where they begin")
    @ValueSource(ints = {4090, 4091, 4092, 4093, 4094, 4095, 4096, 4097, 8190, 8191, 8192, 8193, 12_288})
    void malformedAcrossTheScratchBuffersEnd(int before) {
        for (String hex : new String[] {"80", "C3", "E282", "F09F98", "EDA080", "F4908080", "C0AF"}) {
            for (String character : new String[] {"", "é", "漢", "😀"}) {
                byte[] start = utf8("a".repeat(before) + character);
                byte[] malformed = join(start, HexFormat.of().parseHex(hex));
                assertEquals(start.length, utf8.firstMalformed(malformed), hex);
                assertEquals(start.length, utf8.firstMalformed(join(malformed, utf8("a".repeat(5000)))), hex);
            }
        }
    }

    @Test
    void checkerWorksAfterMalformedBytes() {
        assertEquals(1, utf8.firstMalformed(new byte[] {'a', (byte) 0xF0, (byte) 0x9F}));
        assertEquals(NONE, utf8.firstMalformed(utf8("😀")));
        assertEquals(0, utf8.firstMalformed(new byte[] {(byte) 0x98}));
    }

    private void assertJudgedAsJavaDecodes(byte... bytes) {
        assertEquals(
                longestWellFormedPrefix(bytes),
                utf8.firstMalformed(bytes),
                () -> HexFormat.of().formatHex(bytes));
    }

    /** By String's own decoder, which replaces what is malformed: then the bytes do not come back. */
    private static int longestWellFormedPrefix(byte[] bytes) {
        for (int length = bytes.length; length > 0; length--) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            if (Arrays.equals(prefix, utf8(new String(prefix, StandardCharsets.UTF_8)))) {
                return length == bytes.length ? NONE : length;
            }
        }
        return bytes.length == 0 ? NONE : 0;
    }

    private static byte[] join(byte[]... parts) {
        byte[] joined =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
