package dev.sluice.connection;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open event stream, written to without blocking. At most one write is under way, and nothing is kept behind it: who
 * has more to send waits for {@link ConnectionListener#drained}. Thread-safe.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.1/">Jakarta Servlet 6.1, section 5.7, "Lifetime of the
 *     Response Object", and the Javadoc of {@code WriteListener}</a>
 */
public final class BrowserConnection {
    // The container's rules, and how they are kept: a write only after isReady() was true (state READY); after it was
    // false nothing until onWritePossible (state PENDING); complete() not while a write is under way (farewell).
    // ServletOutputStream.write(ByteBuffer) keeps no output buffer of the container's per connection, as write(byte[])
    // does. All fields below are guarded by this object's monitor; listeners are called outside it.

    private enum State {
        READY,
        PENDING,
        CLOSED
    }

    private final String token;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Wire wire;
    private final ConnectionListener listener;

    private State state = State.PENDING;
    /** Written when the container first allows a write, and null from then on. */
    private ByteBuffer prelude;
    /** Whether something was written that the container may keep to itself. */
    private boolean unflushed;
    /** Where set, the last words, to be written before the stream ends. */
    private ByteBuffer farewell;
    /** By {@link System#nanoTime}. */
    private long lastWriteNanos = System.nanoTime();

    private BrowserConnection(
            String token, AsyncContext context, Wire wire, ByteBuffer prelude, ConnectionListener listener)
            throws IOException {
        this.token = token;
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.wire = wire;
        this.prelude = prelude;
        this.listener = listener;
    }

    /**
     * Begins to write to a request that has gone asynchronous.
     *
     * @param token unguessable, another for each connection
     * @param context without a time-out
     * @param prelude whole lines, written at once
     * @param listener first hears {@link ConnectionListener#drained} when the prelude has left
     */
    public static BrowserConnection open(
            String token, AsyncContext context, Wire wire, ByteBuffer prelude, ConnectionListener listener)
            throws IOException {
        BrowserConnection connection = new BrowserConnection(token, context, wire, prelude, listener);
        ContainerEvents events = connection.new ContainerEvents();
        context.addListener(events);
        connection.out.setWriteListener(events);
        return connection;
    }

    /** The token that it was opened with. */
    public String token() {
        return token;
    }

    /**
     * Begins a write, unless the peer is seen to have left: the first write after its goodbye would succeed, and what
     * it carried be lost.
     *
     * @param events whole events; not touched by the caller again
     */
    public Written write(ByteBuffer events) {
        Written written;
        synchronized (this) {
            if (state != State.READY) {
                return state == State.CLOSED ? Written.CLOSED : Written.BUSY;
            }
            written = wire.look() == Wire.Sight.GONE ? Written.CLOSED : put(events);
        }
        if (written == Written.CLOSED) {
            close();
        }
        return written;
    }

    /** Whether it is open and the peer not seen to have left. */
    public boolean isPresent() {
        if (wire.look() == Wire.Sight.GONE) {
            close();
        }
        return isOpen();
    }

    /** How many writes after one that was lost it takes until {@link #isPresent} tells of it. */
    public int writesUntilLossShows() {
        return wire.writesUntilLossShows();
    }

    /** Writes a comment where nothing was written for so long, and finds out where the peer has left. */
    void beat(ByteBuffer comment, long silenceNanos) {
        boolean silent;
        synchronized (this) {
            silent = state == State.READY && System.nanoTime() - lastWriteNanos >= silenceNanos;
        }
        if (silent) {
            write(comment);
        }
    }

    /** Ends the stream after these last words, as soon as an earlier write has left. */
    public void end(ByteBuffer lastWords) {
        boolean ended;
        synchronized (this) {
            if (state == State.CLOSED || farewell != null) {
                return;
            }
            farewell = lastWords;
            ended = state == State.READY && sayFarewell();
        }
        if (ended) {
            close();
        }
    }

    private synchronized boolean isOpen() {
        return state != State.CLOSED;
    }

    /** To be called with the monitor held. */
    private Written put(ByteBuffer bytes) {
        try {
            out.write(bytes);
            unflushed = wire.needsFlush();
            lastWriteNanos = System.nanoTime();
            return hasLeft() ? Written.WRITTEN : Written.PENDING;
        } catch (IOException | IllegalStateException e) {
            return Written.CLOSED;
        }
    }

    /** To be called with the monitor held: whether nothing that was written is under way any more. */
    private boolean hasLeft() throws IOException {
        state = State.PENDING;
        if (!out.isReady()) {
            return false;
        }
        if (unflushed) {
            unflushed = false;
            out.flush();
            if (!out.isReady()) {
                return false;
            }
        }
        state = State.READY;
        return true;
    }

    /** To be called with the monitor held: whether the stream can end now. */
    private boolean sayFarewell() {
        ByteBuffer words = farewell;
        if (!words.hasRemaining()) {
            return true;
        }
        farewell = ByteBuffer.allocate(0);
        return put(words) != Written.PENDING;
    }

    private void writePossible() {
        boolean ended;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            Written written = proceed();
            if (written == Written.PENDING) {
                return;
            }
            ended = written == Written.CLOSED;
        }
        if (ended) {
            close();
        } else {
            listener.drained(this);
        }
    }

    /** To be called with the monitor held: goes on after a wait, and begins with the prelude or ends with a farewell. */
    private Written proceed() {
        try {
            if (!hasLeft()) {
                return Written.PENDING;
            }
        } catch (IOException | IllegalStateException e) {
            return Written.CLOSED;
        }
        if (prelude != null) {
            ByteBuffer first = prelude;
            prelude = null;
            Written written = put(first);
            if (written != Written.WRITTEN) {
                return written;
            }
        }
        if (farewell != null) {
            return sayFarewell() ? Written.CLOSED : Written.PENDING;
        }
        return Written.WRITTEN;
    }

    private void close() {
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
        }
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already; after an error some do and some do not.
        }
        listener.closed(this);
    }

    /** What the container tells; Jetty tells of a failed write only here, Tomcat in both roles. */
    private final class ContainerEvents implements WriteListener, AsyncListener {
        @Override
        public void onWritePossible() {
            writePossible();
        }

        @Override
        public void onError(Throwable failure) {
            close();
        }

        @Override
        public void onError(AsyncEvent event) {
            close();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            close();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it again.
        }
    }
}
