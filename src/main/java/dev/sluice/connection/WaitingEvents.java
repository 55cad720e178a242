package dev.sluice.connection;

import java.nio.ByteBuffer;

/** The events that wait for a connection's write under way. Not thread-safe. */
final class WaitingEvents {
    /** The most bytes for one connection, unless a single event is longer. */
    private static final int MAX_BYTES = 256 * 1024;

    private final WaitingMemory memory;
    /** Null if nothing waits. */
    private ByteBuffer events;
    /** The bytes of {@link #memory} for them. */
    private int waitingBytes;
    /** The bytes of {@link #memory} for events that are being written. */
    private int leavingBytes;

    WaitingEvents(WaitingMemory memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return events == null;
    }

    /**
     * Adds events; returns false if there is no memory for them.
     *
     * @param behind true if a write is under way
     */
    boolean add(ByteBuffer more, boolean behind) {
        int bytes = more.remaining();
        if (events != null && events.remaining() + (long) bytes > MAX_BYTES || !memory.take(bytes, behind)) {
            return false;
        }
        waitingBytes += bytes;
        append(more);
        return true;
    }

    /** Adds the last events of the connection, which are short. */
    void addLast(ByteBuffer last) {
        append(last);
    }

    private void append(ByteBuffer more) {
        events = events == null
                ? more
                : ByteBuffer.allocate(events.remaining() + more.remaining())
                        .put(events)
                        .put(more)
                        .flip();
    }

    /** Removes and returns all events, to be written; {@link #left} follows. */
    ByteBuffer take() {
        ByteBuffer all = events;
        events = null;
        leavingBytes += waitingBytes;
        waitingBytes = 0;
        return all;
    }

    /** Called when the events that were taken have left. */
    void left() {
        memory.giveBack(leavingBytes);
        leavingBytes = 0;
    }

    /** Drops all events. */
    void clear() {
        take();
        left();
    }
}
