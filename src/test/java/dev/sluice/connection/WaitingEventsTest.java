package dev.sluice.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WaitingEventsTest {
    private final WaitingMemory memory = new WaitingMemory(1_000);
    private final WaitingEvents slow = new WaitingEvents(memory);
    private final WaitingEvents other = new WaitingEvents(memory);

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void slowBrowsersLeaveMemoryForOthers() {
        assertTrue(slow.add(bytes(500), true));
        assertFalse(slow.add(bytes(1), true));
        assertTrue(other.add(bytes(500), false));
        assertFalse(other.add(bytes(1), false));
    }

    @Test
    void memoryIsGivenBackOnce() {
        slow.add(bytes(300), true);
        slow.add(bytes(100), true);
        assertEquals(400, slow.take().remaining());
        assertTrue(slow.add(bytes(100), true), "behind those that are leaving");
        assertFalse(other.add(bytes(1), true));
        slow.left();
        slow.left();
        assertTrue(other.add(bytes(400), true));
        slow.clear();
        other.clear();
        assertTrue(other.add(bytes(1_000), false));
    }
}
