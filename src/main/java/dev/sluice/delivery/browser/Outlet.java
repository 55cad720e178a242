package dev.sluice.delivery.browser;

import java.nio.ByteBuffer;

/** One connection's way out, which its queues and topics share: one write is under way at a time. */
public final class Outlet {
    private final Receiver receiver;
    private final EventIds ids;
    private boolean drained = true;
    /** Whether a write from here is under way, rather than a heartbeat of the connection's own. */
    private boolean writing;
    /** How many bytes of the heap the last write keeps. */
    private int writtenBytes;
    /** What the last write was from; null if it was from the heap. */
    private LogChunk writtenChunk;
    /** When the last write from here has left. */
    private long lastLeftAt;
    /** How many of the connection's bytes the other end is known to have, as last asked. */
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

    /** Whether it can take a write now. */
    public boolean isDrained() {
        return drained;
    }

    /** Starts to write from the heap. */
    public Receiver.Sent send(ByteBuffer events, long now) {
        writtenBytes = events.capacity();
        writtenChunk = null;
        return wrote(receiver.send(events), now);
    }

    /** Starts to write all events of a chunk from this one on. */
    public Receiver.Sent send(LogChunk chunk, int from, long now) {
        writtenBytes = 0;
        writtenChunk = chunk;
        return wrote(receiver.send(chunk.from(from)), now);
    }

    /** Whether a write from here is under way. */
    boolean isWriting() {
        return writing;
    }

    /** How many bytes of the heap the last write keeps. */
    int writtenBytes() {
        return writtenBytes;
    }

    /** What the last write was from; null if it was from the heap. */
    LogChunk writtenChunk() {
        return writtenChunk;
    }

    /** Writes a comment, unless a write is under way. */
    public void probe(long now) {
        if (drained) {
            wrote(receiver.probe(), now);
        }
    }

    private Receiver.Sent wrote(Receiver.Sent sent, long now) {
        drained = sent == Receiver.Sent.WRITTEN;
        writing = sent == Receiver.Sent.PENDING;
        if (drained) {
            lastLeftAt = now;
        }
        return sent;
    }

    /** The last write has left. */
    public void drained(long now) {
        drained = true;
        if (writing) {
            writing = false;
            lastLeftAt = now;
        }
    }

    /** Whether the kernel at the other end is known to have so many of the connection's bytes; it is asked if need be. */
    public boolean isAcknowledged(long bytes) {
        if (acknowledgedBytes < bytes) {
            acknowledgedBytes = Math.max(acknowledgedBytes, receiver.acknowledgedBytes());
        }
        return acknowledgedBytes >= bytes;
    }

    /** How many of the connection's bytes the kernel at the other end is known to have. */
    public long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    /** Whether a write from here has left at this moment or later. */
    public boolean wroteSince(long moment) {
        return lastLeftAt - moment >= 0;
    }
}
