package dev.sluice.connection;

import dev.sluice.sse.WriteResult;
import dev.sluice.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open event stream, written to without blocking. At most one write is under way and none is queued: the next one
 * waits for {@link Listener#drained}. Thread-safe.
 */
public final class BrowserConnection implements WireListener {
    // Methods that "need the monitor" are called with it held. All fields below are guarded by this object's monitor;
    // listeners are called outside it.

    /** A listener to one connection. Called by any thread, with no lock held; must not block. */
    public interface Listener {
        /** Called when all written bytes have left, the prelude first: the connection can take more. */
        void drained(BrowserConnection connection);

        /** Called once, and last, when either end has closed the connection. */
        void closed(BrowserConnection connection);
    }

    private final Wire wire;
    private final Listener listener;
    private final StreamWriter writer;
    private final HeartbeatTimer heartbeats;

    /** Why this side ends the stream, after the events that wait; null if it does not. */
    private CloseReason ending;
    /** Why the stream has ended. */
    private CloseReason reason = CloseReason.CLOSED;

    private BrowserConnection(Wire wire, Heartbeat heartbeat, Ticker ticker, WaitingMemory memory, Listener listener) {
        this.wire = wire;
        this.writer = new StreamWriter(wire, ticker, memory);
        this.heartbeats = new HeartbeatTimer(heartbeat, ticker, writer);
        this.listener = listener;
    }

    /**
     * Begins to write to a browser.
     *
     * @param memory bounds what waits for all browsers
     * @param listener first gets {@link Listener#drained}, when a write may begin
     */
    static void open(Wire wire, Heartbeat heartbeat, Ticker ticker, WaitingMemory memory, Listener listener)
            throws IOException {
        wire.open(new BrowserConnection(wire, heartbeat, ticker, memory, listener));
    }

    /**
     * Begins a write, unless the peer is seen to have left: the first write after its goodbye would succeed, and its
     * events be lost.
     *
     * @param events whole events; not touched by the caller again
     */
    public WriteResult write(ByteBuffer events) {
        return write(events, true);
    }

    /**
     * Begins a write without this check, which costs a system call: for events whose delivery is not derived from the
     * write.
     */
    public WriteResult writeUnproven(ByteBuffer events) {
        return write(events, false);
    }

    private WriteResult write(ByteBuffer events, boolean looks) {
        WriteResult written;
        synchronized (this) {
            if (!writer.isReady()) {
                return writer.isClosed() ? WriteResult.CLOSED : WriteResult.BUSY;
            }
            written = looks && wire.isSeenGone() ? WriteResult.CLOSED : writer.write(events);
        }
        if (written == WriteResult.CLOSED) {
            ended();
        }
        return written;
    }

    /** Ends the stream if the peer is seen to have left; returns true if the stream has ended. */
    public boolean closeIfGone() {
        if (wire.isSeenGone()) {
            ended();
        }
        synchronized (this) {
            return writer.isClosed();
        }
    }

    /** Returns the number of writes after a lost one until {@link #closeIfGone} shows it. */
    public int writesUntilLossShows() {
        return wire.writesUntilLossShows();
    }

    /** Returns true if this side ended the stream. */
    public synchronized boolean wasEndedByNode() {
        return reason != CloseReason.CLOSED;
    }

    /** Returns why the stream has ended. */
    public synchronized CloseReason closeReason() {
        return reason;
    }

    /** Returns the number of bytes written so far; 0 if it is not known which have arrived. */
    public synchronized long writtenBytes() {
        return wire.writtenBytes();
    }

    /** Returns how many of {@link #writtenBytes} the kernel of the peer, which may be a proxy, is known to have. */
    public synchronized long acknowledgedBytes() {
        return wire.acknowledgedBytes();
    }

    /** Begins to write a comment, which browsers ignore. */
    public WriteResult probe() {
        return write(Heartbeat.COMMENT.bytes());
    }

    /**
     * Writes a heartbeat if one is due: a comment after this time without a write, so that a vanished peer is noticed;
     * an event after this time since the last one, since a page does not see all that is written.
     */
    void beat(long intervalNanos) {
        boolean due;
        synchronized (this) {
            due = heartbeats.isDue(intervalNanos);
        }
        Heartbeat kind = heartbeats.kind();
        if (due && !kind.isSeen()) {
            writeUnproven(kind.bytes());
        } else if (due && tell(kind.bytes())) {
            synchronized (this) {
                heartbeats.restart();
            }
        }
    }

    /** Closes the stream if the peer has taken nothing of a write for this time; returns true if so. */
    boolean cutIfStalled(long stallNanos) {
        synchronized (this) {
            if (!writer.isUnfinished() || writer.sinceProgressNanos() < stallNanos) {
                return false;
            }
        }
        close(CloseReason.STALLED);
        return true;
    }

    /** Returns the time until a heartbeat is due at this interval; 0 while a write is under way. */
    synchronized long restNanos(long heartbeatNanos) {
        return heartbeats.restNanos(heartbeatNanos);
    }

    /**
     * Writes these events, as soon as an earlier write has left. Not for the delivery, which must know what has left.
     *
     * @return false if they are not written, since the stream has ended, or since too much waits for slow browsers
     */
    public boolean tell(ByteBuffer events) {
        boolean ended;
        synchronized (this) {
            if (writer.isClosed() || ending != null || !writer.addWaiting(events)) {
                return false;
            }
            ended = writeWaiting();
        }
        if (ended) {
            ended();
        }
        return !ended;
    }

    /** Ends the stream after these last words, as soon as an earlier write has left. */
    public void end(ByteBuffer lastWords, CloseReason why) {
        boolean ended;
        synchronized (this) {
            if (writer.isClosed() || ending != null) {
                return;
            }
            writer.addLast(lastWords);
            ending = why;
            ended = writeWaiting();
        }
        if (ended) {
            ended();
        }
    }

    /** Needs the monitor. Begins to write what waits if nothing is under way; returns true if the stream can end now. */
    private boolean writeWaiting() {
        return writer.isReady() && isOver(writer.writeWaiting());
    }

    /** Needs the monitor. */
    private boolean isOver(WriteResult written) {
        return written == WriteResult.CLOSED || written == WriteResult.WRITTEN && ending != null;
    }

    /** Called by the wire. */
    @Override
    public void writable() {
        boolean ended;
        synchronized (this) {
            if (writer.isClosed()) {
                return;
            }
            WriteResult written = writer.proceed();
            if (written == WriteResult.PENDING) {
                return;
            }
            ended = isOver(written);
        }
        if (ended) {
            ended();
        } else {
            listener.drained(this);
        }
    }

    /** Ends the stream now and without last words. Bytes that the peer has not acknowledged never arrive. */
    public void close(CloseReason why) {
        synchronized (this) {
            if (writer.isClosed()) {
                return;
            }
            if (why != CloseReason.CLOSED || ending == null || !writer.isReady()) {
                wire.dropUnsent();
            }
            reason = ending == null ? why : ending;
            writer.close();
        }
        try {
            wire.close();
        } finally {
            listener.closed(this);
        }
    }

    /** Ends the stream: the peer has left, or has its last words. */
    @Override
    public void ended() {
        close(CloseReason.CLOSED);
    }
}
