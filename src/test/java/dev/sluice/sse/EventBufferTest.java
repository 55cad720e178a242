package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventBufferTest {
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final int GENERATED = 4000;

    @ParameterizedTest
    @DisplayName("Any payload arrives as one event of its id and type")
    @ValueSource(ints = {1, 2, 3, 7, 64, WHOLE})
    void anyPayloadIsOneEvent(int chunkSize) {
        for (String payload : Payloads.generated(GENERATED)) {
            ByteBuffer stream =
                    new EventBuffer(0).event("7.a_B-", "a type", utf8(payload)).toByteBuffer();
            assertEquals(
                    List.of(new SpecParser.Event("a type", Payloads.withLineFeeds(payload), "7.a_B-")),
                    SpecParser.parse(stream, chunkSize).events(),
                    () -> "of " + Payloads.visible(payload));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096, WHOLE})
    void manyEventsInOneBufferStayApart(int chunkSize) {
        EventBuffer buffer = new EventBuffer(16);
        List<SpecParser.Event> expected = new ArrayList<>();
        for (String payload : Payloads.generated(GENERATED)) {
            String id = Integer.toString(expected.size());
            boolean typed = expected.size() % 2 == 0;
            buffer.event(id, typed ? "sluice:test" : null, utf8(payload));
            expected.add(new SpecParser.Event(typed ? "sluice:test" : "message", Payloads.withLineFeeds(payload), id));
        }
        assertEquals(
                expected, SpecParser.parse(buffer.toByteBuffer(), chunkSize).events());
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.sse.StreamCase#all")
    void streamAsAPayloadForgesNothing(StreamCase stream) {
        EventBuffer buffer =
                new EventBuffer(0).event("1", null, utf8(stream.stream())).event(null, null, utf8("next"));
        for (int chunkSize : List.of(1, 2, 3, 7, WHOLE)) {
            assertEquals(
                    List.of(
                            new SpecParser.Event("message", Payloads.withLineFeeds(stream.stream()), "1"),
                            new SpecParser.Event("message", "next", "1")),
                    SpecParser.parse(buffer.toByteBuffer(), chunkSize).events());
        }
    }

    @Test
    void carriageReturnForgesNoField() {
        assertEquals(
                "data: a\ndata: id: 9\ndata: \ndata: b\n\n",
                text(new EventBuffer(0).event(null, null, utf8("a\rid: 9\r\r\nb"))));
    }

    @Test
    void anEmptyPayloadIsAnEventToo() {
        SpecParser parser = parse(new EventBuffer(0).event("1", null, new byte[0]));
        assertEquals(List.of(new SpecParser.Event("message", "", "1")), parser.events());
    }

    @Test
    void keepsLeadingSpaceAndTrailingLineEnds() {
        SpecParser parser = parse(new EventBuffer(0).event(null, null, utf8(" a\n  b\n\n")));
        assertEquals(" a\n  b\n\n", parser.events().get(0).data());
    }

    @Test
    void aTypeKeepsItsLeadingSpace() {
        SpecParser parser = parse(new EventBuffer(0).event(null, " 漢字: 😀 ", utf8("x")));
        assertEquals(" 漢字: 😀 ", parser.events().get(0).type());
    }

    @Test
    void eventWithoutIdKeepsTheLastId() {
        SpecParser parser = parse(new EventBuffer(0).event("1", null, utf8("a")).event(null, null, utf8("b")));
        assertEquals("1", parser.events().get(1).lastEventId());
    }

    @Test
    void aMebibyteOfOneLineArrives() {
        String payload = "😀".repeat(1 << 18);
        assertEquals(
                List.of(new SpecParser.Event("message", payload, "1")),
                SpecParser.parse(
                                new EventBuffer(0)
                                        .event("1", null, utf8(payload))
                                        .toByteBuffer(),
                                4093)
                        .events());
    }

    @Test
    void aMebibyteOfLineEndsArrives() {
        SpecParser parser = SpecParser.parse(
                new EventBuffer(0).event("1", null, utf8("\r".repeat(1 << 20))).toByteBuffer(), 4093);
        assertEquals(List.of(new SpecParser.Event("message", "\n".repeat(1 << 20), "1")), parser.events());
    }

    @Test
    @DisplayName("A retry sets the reconnection time and is no event")
    void retryIsNoEvent() {
        SpecParser parser = parse(new EventBuffer(0).retry(0).retry(2500).event(null, null, utf8("x")));
        assertAll(
                () -> assertEquals(OptionalLong.of(2500), parser.reconnectionMillis()),
                () -> assertEquals(List.of(new SpecParser.Event("message", "x", "")), parser.events()));
    }

    @Test
    void aCommentIsPassedOver() {
        SpecParser parser = parse(new EventBuffer(0)
                .comment("")
                .event("1", null, utf8("a"))
                .comment("data: ok 😀")
                .event("2", null, utf8("b")));
        assertAll(
                () -> assertEquals(2, parser.comments()),
                () -> assertEquals(
                        List.of(new SpecParser.Event("message", "a", "1"), new SpecParser.Event("message", "b", "2")),
                        parser.events()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "a\rb", "a\0b", "é", "1:2"})
    void anIllegalIdIsRefusedAndNamed(String id) {
        String message = refusal(() -> new EventBuffer(0).event(id, null, utf8("x")));
        assertTrue(message.contains("id: \"" + id + "\""), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\rb", "a\0b", "\r\n"})
    void anIllegalTypeIsRefusedAndNamed(String type) {
        String message = refusal(() -> new EventBuffer(0).event(null, type, utf8("x")));
        assertTrue(message.contains("type: \"" + type + "\""), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\r\n"})
    void anIllegalCommentIsRefusedAndNamed(String text) {
        String message = refusal(() -> new EventBuffer(0).comment(text));
        assertTrue(message.contains("\"" + text + "\""), message);
    }

    @Test
    void aRefusedEventLeavesNothingBehind() {
        EventBuffer buffer = new EventBuffer(0);
        refusal(() -> buffer.event("1", "a\nb", utf8("x")));
        assertEquals(0, buffer.length());
    }

    @Test
    void aRefusedCommentLeavesNothingBehind() {
        EventBuffer buffer = new EventBuffer(0);
        refusal(() -> buffer.comment("a\nb"));
        assertEquals(0, buffer.length());
    }

    @Test
    void theLengthIsThatOfTheBytes() {
        EventBuffer buffer = new EventBuffer(0);
        assertEquals(0, buffer.length());
        buffer.comment("ok").event("1", "é", utf8("漢字"));
        assertEquals(":ok\n\nid: 1\nevent: é\ndata: 漢字\n\n", text(buffer));
        assertEquals(utf8(text(buffer)).length, buffer.length());
    }

    private static String refusal(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }

    private static SpecParser parse(EventBuffer buffer) {
        return SpecParser.parse(buffer.toByteBuffer(), WHOLE);
    }

    private static String text(EventBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.toByteBuffer()).toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
