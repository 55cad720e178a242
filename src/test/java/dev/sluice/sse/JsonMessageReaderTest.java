package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonMessageReaderTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> WHITE_SPACE = List.of("", "", " ", "\n", "\r\n", "\t  ");

    private final MessageReader reader = new JsonMessageReader();

    private EventContent read(String message) {
        return reader.read(message.getBytes(StandardCharsets.UTF_8));
    }

    private String data(String message) {
        return new String(read(message).data(), StandardCharsets.UTF_8);
    }

    private void assertFault(String fault, String message) {
        assertEquals(
                fault,
                assertThrows(MalformedMessageException.class, () -> read(message))
                        .getMessage());
    }

    @Test
    void aStringIsTheDataAsItIs() {
        assertEquals("Hello", data("{\"data\":\"Hello\"}"));
        assertEquals("", data("{\"data\":\"\"}"));
        assertEquals(" a\n\"b\"\\ ", data("{\"data\":\" a\\n\\\"b\\\"\\\\ \"}"));
        assertEquals("漢字😀é\u0000", data("{\"data\":\"漢字😀\\u00e9\\u0000\"}"));
        assertEquals("😀", data("{\"data\":\"\\ud83d\\uDE00\"}"));
        assertEquals("{\"a\": 1}", data("{\"data\":\"{\\\"a\\\": 1}\"}"));
    }

    @Test
    void stringPayloadComesOutUnchanged() {
        for (String payload : Payloads.generated(2_000)) {
            assertEquals(payload, data(JSON.writeValueAsString(Map.of("data", payload))), Payloads.visible(payload));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"a\" : [ 1 , 2 ] }|{\"a\":[1,2]}",
                "[ ]|[]",
                "{ }|{}",
                "[ \" a  b \" , \"c\\\" d\\\\\" , \" \" ]|[\" a  b \",\"c\\\" d\\\\\",\" \"]",
                "{\"\\\" \" : \"\\\\\" , \" \" : 0}|{\"\\\" \":\"\\\\\",\" \":0}",
                "{\"a\":1,\"a\":2}|{\"a\":1,\"a\":2}",
                "42|42",
                "-0|-0",
                "1.10|1.10",
                "1E400|1E400",
                "0.1000000000000000055511151231257827|0.1000000000000000055511151231257827",
                "123456789012345678901234567890|123456789012345678901234567890",
                "true|true",
                "false|false",
                "null|null",
                "[ \"\\u00e9\\ud83d\" , \"漢😀\" ]|[\"\\u00e9\\ud83d\",\"漢😀\"]",
            })
    void otherDataIsItsTextWithoutWhiteSpace(String value, String expected) {
        for (String space : WHITE_SPACE) {
            assertEquals(expected, data("{\"data\":" + space + value + space + "}"));
            assertEquals(
                    expected, data(space + "{\"data\"" + space + ":" + value + space + ",\"event\":\"e\"}" + space));
            assertEquals(expected, data("{\"event\":\"漢😀\"," + space + "\"data\":" + value + "}"));
        }
    }

    @Test
    void jsonKeepsItsMeaningWithoutLineEnds() {
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            String value = value(random, 4);
            String data = data("{\"data\":" + value + "}");
            if (value.startsWith("\"")) {
                assertEquals(JSON.readTree(value).asString(), data, value);
            } else {
                assertEquals(JSON.readTree(value), JSON.readTree(data), value);
                assertFalse(data.contains("\n") || data.contains("\r"), value);
            }
        }
    }

    private static String value(Random random, int depth) {
        String space = WHITE_SPACE.get(random.nextInt(WHITE_SPACE.size()));
        List<String> payloads = Payloads.generated(30);
        String string = JSON.writeValueAsString(payloads.get(random.nextInt(payloads.size())));
        return switch (random.nextInt(depth > 0 ? 6 : 3)) {
            case 0 -> string;
            case 1 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 2 -> String.valueOf(random.nextBoolean() ? random.nextInt() : random.nextGaussian());
            case 3 -> "[" + space + "]";
            case 4 -> "[" + space + value(random, depth - 1) + space + "," + value(random, depth - 1) + "]";
            default -> "{" + string + space + ":" + space + value(random, depth - 1) + space + "}";
        };
    }

    @Test
    void theEventIsTheType() {
        assertEquals("order", read("{\"data\":1,\"event\":\"order\"}").type());
        assertEquals("order", read("{\"event\":\"order\",\"data\":1}").type());
        assertEquals(" é😀: ", read("{\"event\":\" é😀: \",\"data\":1}").type());
        assertEquals("Sluice:x", read("{\"event\":\"Sluice:x\",\"data\":1}").type());
        assertNull(read("{\"data\":\"event\"}").type());
    }

    @Test
    void whatItReadsCanBeWritten() {
        EventContent content = read("{\"event\":\"order\",\"data\":\"a\\r\\nid: 7\\n\\n\"}");
        SpecParser parser = new SpecParser();
        parser.feed(
                new EventBuffer(16).event("1", content.type(), content.data()).toByteBuffer());
        assertEquals(1, parser.events().size());
        assertEquals("order", parser.events().get(0).type());
        assertEquals("a\nid: 7\n\n", parser.events().get(0).data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is not a JSON object",
                "` `|is not a JSON object",
                "[]|is not a JSON object",
                "\"data\"|is not a JSON object",
                "1|is not a JSON object",
                "null|is not a JSON object",
                "{}|has no \"data\"",
                "{\"event\":\"a\"}|has no \"data\"",
                "{\"Data\":1}|has a member other than \"data\" and \"event\"",
                "{\"data\":1,\"id\":2}|has a member other than \"data\" and \"event\"",
                "{\"data\":null,\"data\":1}|has \"data\" twice",
                "{\"event\":\"a\",\"event\":\"a\",\"data\":1}|has \"event\" twice",
                "{\"data\":1,\"event\":1}|has an \"event\" that is not a string",
                "{\"data\":1,\"event\":null}|has an \"event\" that is not a string",
                "{\"data\":1,\"event\":{\"data\":1}}|has an \"event\" that is not a string",
                "{\"data\":1,\"event\":\"\"}|has an \"event\" that is empty or has a line end or a NUL",
                "{\"data\":1,\"event\":\"a\\nb\"}|has an \"event\" that is empty or has a line end or a NUL",
                "{\"data\":1,\"event\":\"a\\u000d\"}|has an \"event\" that is empty or has a line end or a NUL",
                "{\"data\":1,\"event\":\"\\u0000\"}|has an \"event\" that is empty or has a line end or a NUL",
                "{\"data\":1,\"event\":\"sluice:\"}|has an \"event\" that starts with sluice:",
                "{\"data\":1,\"event\":\"sluice\\u003aconnected\"}|has an \"event\" that starts with sluice:",
                "{\"data\":1,\"event\":\"\\udc00\"}|has half a surrogate pair in \"event\"",
                "{\"data\":\"\\ud83d\"}|has half a surrogate pair in \"data\"",
                "{\"data\":\"\\ude00\\ud83d\"}|has half a surrogate pair in \"data\"",
                "{\"data\":1}{\"data\":1}|has text after the JSON object",
                "{\"data\":1} 2|has text after the JSON object",
            })
    void whatElseItIsIsNamed(String message, String fault) {
        assertFault(fault, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "secret|0",
                "{\"data\":secret}|8",
                "{\"data\":'secret'}|8",
                "{data:1}|1",
                "{\"data\":1,}|10",
                "{\"data\":01}|9",
                "{\"data\":.5}|8",
                "{\"data\":NaN}|11",
                "{\"data\":[1}|10",
                "{\"data\":1]|9",
                "{\"data\" 1}|8",
                "{\"data\":\"\\x\"}|10",
                "{\"data\":1 /* secret */}|10",
                "{\"data\":\"a\tb\"}|10",
                "{\"data\":1}}|10",
                "{\"data\":1}x|10",
            })
    void invalidJsonIsNamedWithAPlace(String message, int place) {
        assertFault("is not JSON at character " + place, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"data\"", "{\"data\":", "{\"data\":\"a", "{\"data\":[1,", "{\"data\":1", "{\"data\":tru"
            })
    void aMessageThatWasCutIsNotJson(String message) {
        String fault = assertThrows(MalformedMessageException.class, () -> read(message))
                .getMessage();
        assertTrue(fault.startsWith("is not JSON at character "), fault);
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] message = HexFormat.of().parseHex("7B2264617461223A22FF227D");
        assertEquals(
                "is not UTF-8 at byte 9",
                assertThrows(MalformedMessageException.class, () -> reader.read(message))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void noOtherEncodingIsGuessed(String encoding) {
        byte[] message = "{\"data\":1}".getBytes(Charset.forName(encoding));
        assertThrows(MalformedMessageException.class, () -> reader.read(message));
    }

    @Test
    void depthHasABound() {
        String most = "[".repeat(499) + "]".repeat(499);
        assertEquals(most, data("{\"data\":" + most + "}"));
        assertFault("is JSON nested more than 500 levels deep", "{\"data\":[" + most + "]}");
        assertFault("is JSON nested more than 500 levels deep", "{\"data\":" + "[".repeat(1_000_000));
    }

    @Test
    void longStringsNumbersAndNamesAreUnbounded() {
        String digits = "7".repeat(1_000_000);
        assertEquals(digits, data("{\"data\":" + digits + "}"));
        assertEquals(digits, data("{\"data\":\"" + digits + "\"}"));
        assertEquals("{\"" + digits + "\":0}", data("{\"data\": {\"" + digits + "\": 0} }"));
    }

    @Test
    void aFaultLeavesNothingBehind() {
        assertThrows(MalformedMessageException.class, () -> read("{\"event\":\"a\",\"data\":"));
        assertNull(read("{\"data\":1}").type());
    }
}
