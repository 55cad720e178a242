package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
    @Test
    void anIdWithARandomTokenIsRead() {
        RandomTokens tokens = new RandomTokens();
        for (int i = 0; i < 100; i++) {
            MessageId id = new MessageId(tokens.next(64), i); // long enough for all characters
            assertEquals(Optional.of(id), MessageId.parse(id.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "abc-", "-1", "a_c-1", "abc-x", "abc-1-2", "abc-1234567890123456789"})
    void otherTextsAreNoIds(String text) {
        assertEquals(Optional.empty(), MessageId.parse(text));
    }
}
