package dev.sluice.delivery.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.FakeReceiver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StreamId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PendingWritesTest {
    private static final int CHUNK_BYTES = 100;

    private final LogMemory logs = new LogMemory(10 * CHUNK_BYTES, 2 * CHUNK_BYTES);
    private int closed;
    private final PendingWrites writes = new PendingWrites(100, logs, connections -> closed += connections);

    private static Outlet outlet(WriteResult answer) {
        FakeReceiver receiver = new FakeReceiver("a").answering(answer);
        return new Outlet(receiver, new EventIds("a", true, 0));
    }

    private Outlet write(int bytes) {
        Outlet outlet = outlet(WriteResult.PENDING);
        outlet.send(ByteBuffer.wrap(":".repeat(bytes).getBytes()), 0);
        writes.began(outlet);
        return outlet;
    }

    private Outlet write(LogChunk chunk) {
        Outlet outlet = outlet(WriteResult.PENDING);
        outlet.send(chunk, 0, 0);
        writes.began(outlet);
        return outlet;
    }

    private static LogChunk chunk() {
        LogChunk chunk = new LogChunk(CHUNK_BYTES);
        chunk.append(new EncodedEvent(StreamId.ZERO, ByteBuffer.wrap(":\n".getBytes()), 0, false));
        return chunk;
    }

    private static boolean isClosed(Outlet outlet) {
        return ((FakeReceiver) outlet.receiver()).isClosed();
    }

    @Test
    void thoseThatWaitLongestAreClosed() {
        Outlet first = write(40);
        Outlet second = write(40);
        Outlet third = write(40);
        writes.makeRoom();
        assertTrue(isClosed(first));
        assertFalse(isClosed(second));
        assertFalse(isClosed(third));
        assertEquals(1, closed);
    }

    @Test
    void whatHasLeftMakesRoom() {
        Outlet first = write(60);
        first.drained(0);
        writes.ended(first);
        Outlet second = write(60);
        writes.makeRoom();
        assertFalse(isClosed(first));
        assertFalse(isClosed(second));
    }

    @Test
    void writeThatLeavesAtOnceDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            Outlet outlet = outlet(WriteResult.WRITTEN);
            outlet.send(ByteBuffer.wrap(":".repeat(90).getBytes()), 0);
            writes.began(outlet);
            writes.makeRoom();
            assertFalse(isClosed(outlet));
        }
    }

    @Test
    void sharedChunkCountsOnce() {
        LogChunk shared = chunk();
        for (int i = 0; i < 10; i++) {
            assertFalse(isClosed(write(shared)));
        }
        writes.makeRoom();
        assertEquals(0, closed);
    }

    @Test
    @DisplayName("If a chunk is too much, all connections that keep it are closed")
    void allHoldersOfAChunkAreClosed() {
        LogChunk shared = chunk();
        Outlet one = write(shared);
        Outlet other = write(shared);
        Outlet second = write(chunk());
        Outlet third = write(chunk());
        writes.makeRoom();
        assertTrue(isClosed(one));
        assertFalse(isClosed(other), "perhaps nobody else uses it");
        writes.makeRoom();
        assertTrue(isClosed(other));
        assertFalse(isClosed(second));
        assertFalse(isClosed(third));
        assertEquals(2, closed);
    }
}
