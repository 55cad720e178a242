package dev.sluice.connection;

import dev.sluice.sse.WriteResult;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The writes to one wire: at most one is under way. Guarded by its connection's monitor. */
final class StreamWriter {
    private enum State {
        READY,
        PENDING,
        /** A write has failed: only {@link #close} may follow. */
        FAILED,
        CLOSED
    }

    private final Wire wire;
    private final Pieces pieces;
    private final WaitingEvents waiting;

    private State state = State.PENDING;

    /** @param memory bounds what waits for all browsers */
    StreamWriter(Wire wire, Ticker ticker, WaitingMemory memory) {
        this.wire = wire;
        this.pieces = new Pieces(ticker);
        this.waiting = new WaitingEvents(memory);
    }

    /** Returns true if a write may begin. */
    boolean isReady() {
        return state == State.READY;
    }

    /** Returns true while a write is under way, or has failed and the wire is still to be closed. */
    boolean isUnfinished() {
        return state == State.PENDING || state == State.FAILED;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Returns the time since the wire last took something of a write. */
    long sinceProgressNanos() {
        return pieces.sinceProgressNanos();
    }

    /** Begins a write. */
    WriteResult write(ByteBuffer bytes) {
        try {
            pieces.begin(bytes);
            return written(wire.write(pieces));
        } catch (IOException | RuntimeException e) {
            state = State.FAILED;
            return WriteResult.CLOSED;
        }
    }

    /** Adds events that wait for the next write; returns false if too much waits for slow browsers. */
    boolean addWaiting(ByteBuffer events) {
        return waiting.add(events, !isReady());
    }

    /** Adds the last events. */
    void addLast(ByteBuffer events) {
        waiting.addLast(events);
    }

    /** Begins to write what waits, if anything. */
    WriteResult writeWaiting() {
        if (!waiting.isEmpty()) {
            WriteResult written = write(waiting.take());
            if (written != WriteResult.WRITTEN) {
                return written;
            }
            waiting.left();
        }
        return WriteResult.WRITTEN;
    }

    /** Continues a write after a wait, and then begins what waits, if anything. */
    WriteResult proceed() {
        try {
            if (written(wire.write(pieces)) == WriteResult.PENDING) {
                return WriteResult.PENDING;
            }
        } catch (IOException | RuntimeException e) {
            state = State.FAILED;
            return WriteResult.CLOSED;
        }
        waiting.left();
        return writeWaiting();
    }

    private WriteResult written(boolean all) {
        State now = all ? State.READY : State.PENDING;
        if (state != now) { // without a change, no work for the garbage collector
            state = now;
        }
        return all ? WriteResult.WRITTEN : WriteResult.PENDING;
    }

    /** Drops what waits; nothing may be written any more. */
    void close() {
        waiting.clear();
        state = State.CLOSED;
    }
}
