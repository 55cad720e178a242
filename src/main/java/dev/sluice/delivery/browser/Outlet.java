package dev.sluice.delivery.browser;

import dev.sluice.sse.WriteResult;
import java.nio.ByteBuffer;

/** The output of one connection, which its queues and topics share. One write is under way at a time. */
public final class Outlet {
    private final Receiver receiver;
    private final EventIds ids;
    private boolean drained = true;
    /** True while a write from here is under way, rather than the connection's own heartbeat. */
    private boolean writing;
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
        return drained;
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
        return writing;
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
        if (drained) {
            wrote(receiver.probe(), now);
        }
    }

    private WriteResult wrote(WriteResult sent, long now) {
        drained = sent == WriteResult.WRITTEN;
        writing = sent == WriteResult.PENDING;
        if (drained) {
            lastLeftAt = now;
        }
        return sent;
    }

    /** Called when the last write has left. */
    public void drained(long now) {
        drained = true;
        if (writing) {
            writing = false;
            lastLeftAt = now;
        }
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
