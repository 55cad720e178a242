package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextMessageReaderTest {
    private final MessageReader reader = new TextMessageReader();

    @Test
    void aMessageIsTheDataAsItIs() {
        for (String payload : Payloads.generated(500)) {
            byte[] message = payload.getBytes(StandardCharsets.UTF_8);
            EventContent content = reader.read(message);
            assertArrayEquals(message, content.data());
            assertNull(content.type());
        }
    }

    @Test
    void invalidUtf8IsNamedWithItsPlace() {
        MalformedMessageException fault =
                assertThrows(MalformedMessageException.class, () -> reader.read(new byte[] {'a', 'b', (byte) 0xC3}));
        assertEquals("is not UTF-8 at byte 2", fault.getMessage());
        assertEquals(0, reader.read(new byte[0]).data().length);
    }
}
