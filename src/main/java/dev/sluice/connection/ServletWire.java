package dev.sluice.connection;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wire for every servlet container: an asynchronous request.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.1/">Jakarta Servlet 6.1, section 5.4, "Non-Blocking IO"</a>
 */
public final class ServletWire implements Wire {
    // The container's rules, and how they are kept: a write only after isReady() was true; after it was false nothing
    // until onWritePossible, in which BrowserConnection proceeds; complete() while a write is under way only to cut it
    // off.

    private static final Logger LOG = LoggerFactory.getLogger(ServletWire.class);

    /** True from Servlet 6.1 on. Its method keeps no output buffer for each connection, as the older ones do. */
    private static final boolean TAKES_BUFFERS = takesBuffers();

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final boolean abortsOnComplete;
    /** True if the container may hold written bytes back. */
    private boolean unflushed;
    /** True while the container still writes. */
    private volatile boolean writing;

    private volatile boolean closed;

    private ServletWire(AsyncContext context, ServletOutputStream out, boolean abortsOnComplete) {
        this.context = context;
        this.out = out;
        this.abortsOnComplete = abortsOnComplete;
    }

    /** Makes a request asynchronous, without a time-out. */
    public static ServletWire of(HttpServletRequest request) throws IOException {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return new ServletWire(
                context,
                context.getResponse().getOutputStream(),
                Containers.abortOnComplete(request.getServletContext()));
    }

    @Override
    public void open(WireListener listener) {
        ContainerEvents events = new ContainerEvents(listener, this);
        context.addListener(events);
        out.setWriteListener(events);
    }

    @Override
    public boolean write(Pieces pieces) throws IOException {
        while (out.isReady()) {
            if (pieces.hasNext()) {
                unflushed = true;
                write(pieces.next());
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                writing = false;
                return true;
            }
        }
        writing = true;
        return false;
    }

    private void write(ByteBuffer piece) throws IOException {
        if (TAKES_BUFFERS) {
            out.write(piece);
        } else {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            out.write(bytes);
        }
    }

    private static boolean takesBuffers() {
        try {
            ServletOutputStream.class.getMethod("write", ByteBuffer.class);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Returns 3: one write fails at the proxy, one meets the proxy's goodbye, and one fails here. */
    @Override
    public int writesUntilLossShows() {
        return 3;
    }

    @Override
    public boolean isSeenGone() {
        return false;
    }

    /** Returns 0: the container does not tell. */
    @Override
    public long writtenBytes() {
        return 0;
    }

    @Override
    public long acknowledgedBytes() {
        return 0;
    }

    /** Does nothing: the container finishes the write under way, a piece at most. */
    @Override
    public void dropUnsent() {
        // Containers have no call for it.
    }

    @Override
    public void close() {
        closed = true;
        // A container that would finish its write first, with a thread that waits, is left to its own time-out.
        if (abortsOnComplete || !writing) {
            complete();
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already; after an error some do and some do not.
        }
    }

    /** The container's events. Jetty reports a failed write only to a WriteListener, Tomcat to both listeners. */
    private record ContainerEvents(WireListener listener, ServletWire wire) implements WriteListener, AsyncListener {
        @Override
        public void onWritePossible() {
            try {
                if (wire.closed) {
                    wire.complete();
                } else {
                    listener.writable();
                }
            } catch (RuntimeException | Error e) {
                LOG.error("A stream failed", e); // which containers do not log
                throw e;
            }
        }

        @Override
        public void onError(Throwable failure) {
            listener.ended();
            if (wire.closed) {
                wire.complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            listener.ended();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            listener.ended();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            listener.ended();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // No request is started again.
        }
    }
}
