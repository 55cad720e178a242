package dev.sluice.http.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.http.answer.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchBodyTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> split(String text, boolean asLines) throws RefusedException {
        byte[] body = utf8(text);
        List<String> parts = new ArrayList<>();
        for (BatchBody.Range range : BatchBody.ranges(body, asLines)) {
            parts.add(new String(Arrays.copyOfRange(body, range.from(), range.to()), StandardCharsets.UTF_8));
        }
        return parts;
    }

    private static String refusal(byte[] body, boolean asLines) {
        return assertThrows(RefusedException.class, () -> BatchBody.ranges(body, asLines))
                .problem()
                .detail();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'[]'                                          | ''",
                "' \n[ {\"a\":1} , {\"b\":[{}]}\n]\t'          | '{\"a\":1} {\"b\":[{}]}'",
                "'[{\"\u00E9\":\"\u00FC\"},{\"\uD83D\uDE00\":2}]' | '{\"\u00E9\":\"\u00FC\"} {\"\uD83D\uDE00\":2}'",
                "'[1,{\"a\":2},\"x\",[{}],null,{}]'            | ' {\"a\":2}    {}'",
                "'{\"a\":1}'                                   | '{\"a\":1}'",
                "'{\"a\":1}\r\n\n  \n {\"b\":2} \n'            | '{\"a\":1} {\"b\":2}'",
                "'\uFEFF[{\"a\":1}]'                           | '{\"a\":1}'",
                "'\uFEFF{\"a\":1}\n{\"b\":2}'                  | '{\"a\":1} {\"b\":2}'",
            })
    void messagesAreFoundInArraysAndLines(String body, String expected) throws Exception {
        assertEquals(expected, String.join(" ", split(body, false)));
    }

    @Test
    void announcedLinesMayBeAnyJson() throws Exception {
        assertEquals(List.of("", "{}", ""), split("[1]\n{}\n7", true));
        assertEquals(List.of(), split(" \n", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                     | The body is neither a JSON array of messages nor lines with a JSON object each.",
                "'data=1'               | The body is neither a JSON array of messages nor lines with a JSON object each.",
                "'[{\"a\":1}'           | The body is not JSON at character 8, in the message with the index 1.",
                "'[{\"a\":1},{\"b\"}]'  | The body is not JSON at character 13, in the message with the index 1.",
                "'[{\"a\":1}] x'        | The body has text after its JSON.",
                "'[] []'                | The body has text after its JSON.",
                "'{\"a\":1}\n\n{\"b\":' | Line 3 is not JSON at character 5.",
                "'{\"a\":1} {}'         | Line 1 has text after its JSON.",
            })
    void invalidJsonIsRefusedWithItsPlace(String body, String said) {
        assertEquals(said, refusal(utf8(body), false));
    }

    @Test
    void otherEncodingsAreRefused() {
        assertEquals("The body is not UTF-8 at byte 1.", refusal(new byte[] {'[', (byte) 0xFF}, false));
        assertEquals("The body is not JSON at byte 1.", refusal("[]".getBytes(StandardCharsets.UTF_16LE), false));
    }

    @Test
    void depthAndNumberOfMessagesAreBounded() throws Exception {
        String deep = "[{\"data\":" + "[".repeat(100_000);
        assertEquals(
                "The body is JSON nested more than 500 levels deep, in the message with the index 0.",
                refusal(utf8(deep), false));
        assertEquals("Line 1 is JSON nested more than 500 levels deep.", refusal(utf8(deep.substring(1)), false));
        assertEquals(1_000, split("[" + "{},".repeat(999) + "{}]", false).size());
        assertEquals("The body has more than 1000 messages.", refusal(utf8("[" + "{},".repeat(1_000) + "{}]"), false));
        assertEquals(1_000, split("{}\n".repeat(1_000), false).size());
        assertEquals("The body has more than 1000 messages.", refusal(utf8("{}\n".repeat(1_001)), false));
    }
}
