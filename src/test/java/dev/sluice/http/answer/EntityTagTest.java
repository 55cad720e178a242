package dev.sluice.http.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EntityTagTest {
    private static final EntityTag TAG = EntityTag.of(new byte[] {1});

    @Test
    void equalBytesHaveEqualTags() {
        assertEquals(TAG, EntityTag.of(new byte[] {1}));
        assertNotEquals(TAG, EntityTag.of(new byte[] {2}));
        assertTrue(TAG.toString().matches("\"[A-Za-z0-9_-]{22}\""), TAG.toString());
    }

    @Test
    void aHeaderMayNameItAmongOthers() {
        assertTrue(TAG.isNamedIn(TAG.toString()));
        assertTrue(TAG.isNamedIn("\"a\", W/" + TAG + ", \"b\""));
        assertTrue(TAG.isNamedIn("*"));
        assertFalse(TAG.isNamedIn(null));
        assertFalse(TAG.isNamedIn(""));
        assertFalse(TAG.isNamedIn("\"a\""));
        assertFalse(TAG.isNamedIn(TAG.toString().replace("\"", "")));
    }
}
