package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is judged first. */
class SpecParserTest {
    private static final int WHOLE = Integer.MAX_VALUE;

    static Stream<Arguments> casesInChunks() {
        return StreamCase.all().stream()
                .flatMap(stream -> Stream.of(1, 2, 3, 7, WHOLE).map(size -> Arguments.of(stream, size)));
    }

    @ParameterizedTest(name = "{0}, {1} bytes at a time")
    @MethodSource("casesInChunks")
    void aStreamIsReadAsBrowsersReadIt(StreamCase stream, int chunkSize) {
        assertEquals(stream.events(), parse(stream.stream(), chunkSize).events());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void aStreamMayBeCutAnywhere(String lineEnd) {
        byte[] stream = utf8(String.join(lineEnd, "id: …", "event: é", "data: 😀", "data:", "", "data: b", "", ""));
        List<SpecParser.Event> expected =
                List.of(new SpecParser.Event("é", "😀\n", "…"), new SpecParser.Event("message", "b", "…"));
        for (int cut = 0; cut <= stream.length; cut++) {
            SpecParser parser = new SpecParser();
            parser.feed(ByteBuffer.wrap(stream, 0, cut));
            parser.feed(ByteBuffer.wrap(stream, cut, stream.length - cut));
            assertEquals(expected, parser.events(), "cut at " + cut);
        }
    }

    @Test
    @DisplayName("An event is dispatched at the CR of its blank line, without waiting for an LF")
    void dispatchesAtTheCrOfABlankLine() {
        SpecParser parser = new SpecParser();
        parser.feed(ByteBuffer.wrap(utf8("data:x\r\n\r")));
        assertEquals(List.of(new SpecParser.Event("message", "x", "")), parser.events());
    }

    @ParameterizedTest
    @CsvSource({
        "'retry:03000\n', 3000",
        "'retry: 5\n', 5",
        "'retry:0\n', 0",
        "'retry:3000\nretry:1000x\n', 3000",
        "'retry:1\nretry:2\n', 2",
        "'retry:99999999999999999999\n', 9223372036854775807",
        "'retry:7\ndata:cut', 7",
        "'retry\n',",
        "'retry:\n',",
        "'retry:  5\n',",
        "'retry:5 \n',",
        "'retry:-1\n',",
        "'retry:+1\n',",
        "'retry:1.5\n',",
        "'retry:٣\n',",
        "'Retry:5\n',",
        "'retry:5',",
    })
    void theReconnectionTimeIsOfDigitsOnly(String stream, Long expected) {
        OptionalLong millis = expected == null ? OptionalLong.empty() : OptionalLong.of(expected);
        IntStream.of(1, 2, 3, 7, WHOLE)
                .forEach(size ->
                        assertEquals(millis, parse(stream, size).reconnectionMillis(), size + " bytes at a time"));
    }

    @Test
    void lastEventIdIsOfTheLastBlock() {
        assertEquals("1", parse("id:1\n\nid:2\ndata:x\n", WHOLE).lastEventId());
        assertEquals("2", parse("id:1\ndata:x\n\nid:2\n\n", WHOLE).lastEventId());
        assertEquals("", parse("id:1\ndata:x\n\nid\n\n", WHOLE).lastEventId());
    }

    @Test
    void commentsAreCounted() {
        assertEquals(3, parse(":a\n::\n\n:\r\ndata: :x\n\n", 1).comments());
    }

    /** The numbers of replacement characters are those of the Encoding Standard. */
    @ParameterizedTest
    @CsvSource({"C080, 2", "E282, 1", "F09F98, 1", "EDA080, 3", "F5, 1", "FEFF, 2", "F4908080, 4", "80, 1", "E0A0C3, 2"
    })
    void malformedBytesSwallowNoLineEnd(String hex, int replaced) {
        byte[] malformed = HexFormat.of().parseHex(hex);
        ByteBuffer stream = ByteBuffer.allocate(malformed.length + 8);
        stream.put(utf8("data:")).put(malformed).put(utf8("\n\n!")).flip();
        for (int size : List.of(1, 2, 3, 7, WHOLE)) {
            assertEquals(
                    List.of(new SpecParser.Event("message", "\uFFFD".repeat(replaced), "")),
                    SpecParser.parse(stream, size).events());
        }
    }

    private static SpecParser parse(String stream, int chunkSize) {
        return SpecParser.parse(ByteBuffer.wrap(utf8(stream)), chunkSize);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
