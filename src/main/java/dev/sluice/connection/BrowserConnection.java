package dev.sluice.connection;

import dev.sluice.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open event stream, written to without blocking. At most one write is under way and none is queued: the next one
 * waits for {@link ConnectionListener#drained}. Thread-safe.
 */
public final class BrowserConnection implements WireListener {
    // Methods that "need the monitor" are called with it held. All fields below are guarded by this object's monitor;
    // listeners are called outside it.

    private enum State {
        READY,
        PENDING,
        CLOSED
    }

    private final Wire wire;
    private final ConnectionListener listener;
    private final Heartbeat heartbeat;
    private final Ticker ticker;
    private final Pieces pieces;

    private State state = State.PENDING;
    /** The time of the last heartbeat, or of the beginning. */
    private long beatAt;

    private final WaitingEvents waiting;
    /** Why this side ends the stream, after the events that wait; null if it does not. */
    private CloseReason ending;
    /** Why the stream has ended. */
    private CloseReason reason = CloseReason.CLOSED;

    private BrowserConnection(
            Wire wire, Heartbeat heartbeat, Ticker ticker, WaitingMemory memory, ConnectionListener listener) {
        this.wire = wire;
        this.heartbeat = heartbeat;
        this.ticker = ticker;
        this.beatAt = ticker.nanos();
        this.pieces = new Pieces(ticker);
        this.waiting = new WaitingEvents(memory);
        this.listener = listener;
    }

    /**
     * Begins to write to a browser.
     *
     * @param memory bounds what waits for all browsers
     * @param listener first gets {@link ConnectionListener#drained}, when a write may begin
     */
    static void open(Wire wire, Heartbeat heartbeat, Ticker ticker, WaitingMemory memory, ConnectionListener listener)
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
     * Begins a write without that look, which is a system call: for events that do not count as delivered once written.
     */
    public WriteResult writeUnproven(ByteBuffer events) {
        return write(events, false);
    }

    private WriteResult write(ByteBuffer events, boolean looks) {
        WriteResult written;
        synchronized (this) {
            if (state != State.READY) {
                return state == State.CLOSED ? WriteResult.CLOSED : WriteResult.BUSY;
            }
            written = looks && wire.isSeenGone() ? WriteResult.CLOSED : put(events);
        }
        if (written == WriteResult.CLOSED) {
            ended();
        }
        return written;
    }

    /** Returns true if the stream is open and the peer is not seen to have left. */
    public boolean isPresent() {
        if (wire.isSeenGone()) {
            ended();
        }
        return isOpen();
    }

    /** Returns the number of writes after a lost one until {@link #isPresent} shows it. */
    public int writesUntilLossShows() {
        return wire.writesUntilLossShows();
    }

    /** Returns true if this side ended the stream. */
    public synchronized boolean wasCut() {
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
            due = (state == State.READY || heartbeat.isSeen()) && sinceBeatNanos() >= intervalNanos;
        }
        if (due && !heartbeat.isSeen()) {
            writeUnproven(heartbeat.bytes());
        } else if (due && tell(heartbeat.bytes())) {
            synchronized (this) {
                beatAt = ticker.nanos();
            }
        }
    }

    /** Needs the monitor. */
    private long sinceBeatNanos() {
        return heartbeat.isSeen() ? ticker.nanos() - beatAt : pieces.sinceProgressNanos();
    }

    /** Closes the stream if the peer has taken nothing of a write for this time; returns true if so. */
    boolean cutIfStalled(long stallNanos) {
        synchronized (this) {
            if (state != State.PENDING || pieces.sinceProgressNanos() < stallNanos) {
                return false;
            }
        }
        close(CloseReason.STALLED);
        return true;
    }

    /** Returns the time until a heartbeat is due at this interval; 0 while a write is under way. */
    synchronized long restNanos(long heartbeatNanos) {
        return state == State.READY ? heartbeatNanos - sinceBeatNanos() : 0;
    }

    /**
     * Writes these events, as soon as an earlier write has left. Not for the delivery, which must know what has left.
     *
     * @return false if they are not written, since the stream has ended, or since too much waits for slow browsers
     */
    public boolean tell(ByteBuffer events) {
        boolean ended;
        synchronized (this) {
            if (state == State.CLOSED || ending != null || !waiting.add(events, state == State.PENDING)) {
                return false;
            }
            ended = isOverAfterWriting();
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
            if (state == State.CLOSED || ending != null) {
                return;
            }
            waiting.addLast(lastWords);
            ending = why;
            ended = isOverAfterWriting();
        }
        if (ended) {
            ended();
        }
    }

    /** Needs the monitor. Begins to write what waits if nothing is under way; returns true if the stream can end now. */
    private boolean isOverAfterWriting() {
        return state == State.READY && writeWaiting() == WriteResult.CLOSED;
    }

    private synchronized boolean isOpen() {
        return state != State.CLOSED;
    }

    /** Needs the monitor. */
    private WriteResult put(ByteBuffer bytes) {
        try {
            pieces.begin(bytes);
            return written(wire.write(pieces));
        } catch (IOException | RuntimeException e) {
            state = State.PENDING; // the write never ends
            return WriteResult.CLOSED;
        }
    }

    /** Needs the monitor. */
    private WriteResult written(boolean all) {
        State now = all ? State.READY : State.PENDING;
        if (state != now) { // without a change, no work for the garbage collector
            state = now;
        }
        return all ? WriteResult.WRITTEN : WriteResult.PENDING;
    }

    /** Needs the monitor. Begins to write what waits; returns CLOSED if the stream can end now. */
    private WriteResult writeWaiting() {
        if (!waiting.isEmpty()) {
            WriteResult written = put(waiting.take());
            if (written != WriteResult.WRITTEN) {
                return written;
            }
            waiting.left();
        }
        return ending != null ? WriteResult.CLOSED : WriteResult.WRITTEN;
    }

    /** Called by the wire. */
    @Override
    public void writable() {
        boolean ended;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            WriteResult written = proceed();
            if (written == WriteResult.PENDING) {
                return;
            }
            ended = written == WriteResult.CLOSED;
        }
        if (ended) {
            ended();
        } else {
            listener.drained(this);
        }
    }

    /** Needs the monitor. Continues a write after a wait, and then begins what waits, if anything. */
    private WriteResult proceed() {
        try {
            if (written(wire.write(pieces)) == WriteResult.PENDING) {
                return WriteResult.PENDING;
            }
        } catch (IOException | RuntimeException e) {
            return WriteResult.CLOSED;
        }
        waiting.left();
        return writeWaiting();
    }

    /** Ends the stream now and without last words. Bytes that the peer has not acknowledged never arrive. */
    public void close(CloseReason why) {
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            if (why != CloseReason.CLOSED || ending == null || state == State.PENDING) {
                wire.dropUnsent();
            }
            reason = ending == null ? why : ending;
            waiting.clear();
            state = State.CLOSED;
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
