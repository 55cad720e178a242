package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFieldsTest {
    @Test
    @DisplayName("An id has letters, digits, dots, underscores and hyphens only")
    void idHasOnlyItsAlphabet() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            boolean allowed = String.valueOf(c).matches("[A-Za-z0-9._-]");
            assertEquals(allowed, EventFields.isId("a" + c), "U+" + Integer.toHexString(c));
        }
    }

    @Test
    void anIdHasOneTo128Characters() {
        assertFalse(EventFields.isId(""));
        assertTrue(EventFields.isId("-"));
        assertTrue(EventFields.isId("a".repeat(128)));
        assertFalse(EventFields.isId("a".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "message", "sluice:connected", "é", "😀", "\uFEFF", "a: b", ":", "a\tb", "\u2028"})
    void aTypeMayBeAnythingOnOneLine(String type) {
        assertTrue(EventFields.isType(type));
    }

    @ParameterizedTest
    @DisplayName("A type is not empty and has no line end or NUL")
    @ValueSource(strings = {"", "\n", "\r", "\0", "a\n", "\ra", "a\0b", "a\r\nid: 1"})
    void typeIsOneNonEmptyLine(String type) {
        assertFalse(EventFields.isType(type));
    }

    @Test
    void whatIsRightIsGivenBack() {
        String text = "a-1";
        assertSame(text, EventFields.requireId(text));
        assertSame(text, EventFields.requireType(text));
        assertSame(text, EventFields.requireOneLine(text));
    }

    @Test
    void anEmptyTextIsOnOneLine() {
        assertEquals("", EventFields.requireOneLine(""));
    }
}
