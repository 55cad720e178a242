package dev.sluice.delivery;

import java.nio.ByteBuffer;

/** One connection's way out, which its queues and topics share: one write is under way at a time. */
final class Outlet {
    private final Receiver receiver;
    private final EventIds ids;
    private boolean drained = true;
    /** Whether a write from here is under way, rather than a heartbeat of the connection's own. */
    private boolean writing;
    /** When the last write from here has left. */
    private long lastLeftAt;
    /** How many of the connection's bytes the other end is known to have, as last asked. */
    private long acknowledgedBytes;

    /** @param ids numbers its events */
    Outlet(Receiver receiver, EventIds ids) {
        this.receiver = receiver;
        this.ids = ids;
    }

    Receiver receiver() {
        return receiver;
    }

    EventIds ids() {
        return ids;
    }

    /** Whether it can take a write now. */
    boolean isDrained() {
        return drained;
    }

    Receiver.Sent send(ByteBuffer events, long now) {
        return wrote(receiver.send(events), now);
    }

    /** Writes a comment, unless a write is under way. */
    void probe(long now) {
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
    void drained(long now) {
        drained = true;
        if (writing) {
            writing = false;
            lastLeftAt = now;
        }
    }

    /** Whether the kernel at the other end is known to have so many of the connection's bytes; it is asked if need be. */
    boolean isAcknowledged(long bytes) {
        if (acknowledgedBytes < bytes) {
            acknowledgedBytes = Math.max(acknowledgedBytes, receiver.acknowledgedBytes());
        }
        return acknowledgedBytes >= bytes;
    }

    /** How many of the connection's bytes the kernel at the other end is known to have. */
    long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    /** Whether a write from here has left at this moment or later. */
    boolean wroteSince(long moment) {
        return lastLeftAt - moment >= 0;
    }
}
