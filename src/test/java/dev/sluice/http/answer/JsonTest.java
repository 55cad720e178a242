package dev.sluice.http.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final int QUOTES = 2;

    @Test
    void lengthOfTextIsThatOfItsJson() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                assertEquals(
                        Json.bytes(text).length - QUOTES,
                        Json.textLength(text.getBytes(StandardCharsets.UTF_8)),
                        () -> Integer.toHexString(text.codePointAt(0)));
            }
        }
    }
}
