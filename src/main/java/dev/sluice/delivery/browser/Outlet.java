package dev.sluice.delivery.browser;

import dev.sluice.sse.WriteResult;
import java.nio.ByteBuffer;

/** The output of one connection, which its queues and topics share. One write is under way at a time. */
public final class Outlet {
    private enum State {
        /** The connection can take a write. */
        FREE,
        /** A write from here is under way. */
        WRITING,
        /** The connection's own heartbeat is under way, or the connection is closed. */
        BUSY
    }

    private final Receiver receiver;
    private final EventIds ids;
    private State state = State.FREE;
    /** The bytes of the heap that the last write keeps. */
    private int writtenBytes;
    /** The chunk of the last write; null if it was from the heap. */
    private LogChunk writtenChunk;
    /** The time at which the last write from here left. */
    private long lastLeftAt;
    /** The number of the connection's bytes that the other end is known to have, as last queried. */
    private long acknowledgedBytes;

    /** @param ids numbers its events */
    public Outlet(Receiver receiver, EventIds ids) {
        this.receiver = receiver;
        this.ids = ids;
    }

    public Receiver receiver() {
        return receiver;
    }

    public EventIds ids() {
        return ids;
    }

    /** Returns true if the connection can take a write now. */
    public boolean isDrained() {
        return state == State.FREE;
    }

    /** Starts to write from the heap. */
    public WriteResult send(ByteBuffer events, long now) {
        writtenBytes = events.capacity();
        writtenChunk = null;
        return wrote(receiver.send(events), now);
    }

    /** Starts to write all events of a chunk from this one on. */
    public WriteResult send(LogChunk chunk, int from, long now) {
        writtenBytes = 0;
        writtenChunk = chunk;
        return wrote(receiver.send(chunk.from(from)), now);
    }

    /** Returns true while a write from here is under way. */
    boolean isWriting() {
        return state == State.WRITING;
    }

    /** Returns the bytes of the heap that the last write keeps. */
    int writtenBytes() {
        return writtenBytes;
    }

    /** Returns the chunk of the last write; null if it was from the heap. */
    LogChunk writtenChunk() {
        return writtenChunk;
    }

    /** Writes a comment, unless a write is under way. */
    public void probe(long now) {
        if (isDrained()) {
            wrote(receiver.probe(), now);
        }
    }

    private WriteResult wrote(WriteResult sent, long now) {
        state = switch (sent) {
            case WRITTEN -> State.FREE;
            case PENDING -> State.WRITING;
            case BUSY, CLOSED -> State.BUSY;
        };
        if (state == State.FREE) {
            lastLeftAt = now;
        }
        return sent;
    }

    /** Called when the last write has left. */
    public void drained(long now) {
        if (state == State.WRITING) {
            lastLeftAt = now;
        }
        state = State.FREE;
    }

    /** Returns true if the kernel at the other end has this many of the connection's bytes; asks if it is not known. */
    public boolean checkAcknowledged(long bytes) {
        if (acknowledgedBytes < bytes) {
            acknowledgedBytes = Math.max(acknowledgedBytes, receiver.acknowledgedBytes());
        }
        return acknowledgedBytes >= bytes;
    }

    /** Returns the number of the connection's bytes that the kernel at the other end is known to have. */
    public long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    /** Returns true if a write from here has left at this moment or later. */
    public boolean wroteSince(long moment) {
        return lastLeftAt - moment >= 0;
    }
}
