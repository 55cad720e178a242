package dev.sluice.jetty;

import dev.sluice.connection.Pieces;
import dev.sluice.connection.ServletWire;
import dev.sluice.connection.Wire;
import dev.sluice.connection.WireListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wire that is the socket itself. After the servlet, the connection is upgraded from HTTP to this, as a WebSocket's
 * is. That frees Jetty's request, response and parser, most of an idle stream's memory. The upgrade writes nothing,
 * since the response says {@code Connection: close}: its body goes over the wire as it is.
 */
public final class JettyWire extends AbstractConnection implements Connection.UpgradeTo, Wire {
    private static final Logger LOG = LoggerFactory.getLogger(JettyWire.class);
    private static final AtomicBoolean toldOfFallback = new AtomicBoolean();

    private final SocketChannel channel;
    private WireListener listener;
    /** The bytes that the kernel has taken. */
    private long takenBytes;
    /** The bytes that Jetty still writes until the wire is writable again. */
    private int pendingBytes;

    private JettyWire(SocketChannelEndPoint endPoint, Executor executor) {
        super(endPoint, executor);
        this.channel = endPoint.getChannel();
    }

    /**
     * Returns a wire on a request's connection, or on the request if there is no socket of its own (TLS, HTTP/2) or
     * some of the body is still to come: Jetty fails a request that ends before its body, and closes the connection.
     */
    public static Wire of(HttpServletRequest request) throws IOException {
        Request inner = Request.unWrap(ServletContextRequest.getServletContextRequest(request));
        ConnectionMetaData http = inner.getConnectionMetaData();
        if (http.isSecure() || http.getHttpVersion() == HttpVersion.HTTP_2) {
            return ServletWire.of(request);
        }
        if (!(http.getConnection().getEndPoint() instanceof SocketChannelEndPoint endPoint)) {
            if (!toldOfFallback.getAndSet(true)) {
                LOG.warn(
                        "Streams take more memory than usual: Jetty's connection is not a socket, but {}",
                        http.getConnection().getEndPoint());
            }
            return ServletWire.of(request);
        }
        if (!inner.consumeAvailable()) {
            return ServletWire.of(request);
        }
        JettyWire wire = new JettyWire(endPoint, http.getConnector().getExecutor());
        inner.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, wire);
        Request.addCompletionListener(inner, wire::requestEnded);
        return wire;
    }

    @Override
    public void open(WireListener newListener) {
        listener = newListener; // called from when the servlet has returned
    }

    /** Called when the request has ended: after a failure it is not upgraded, and {@link #onClose} not called. */
    private void requestEnded(Throwable failure) {
        if (failure != null && listener != null) {
            listener.ended();
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0); // the node cuts those that are stuck; saves a timer each
        listener.writable();
        fillInterested();
    }

    /** Discards what the peer sends after its request. */
    @Override
    public void onUpgradeTo(ByteBuffer more) {
        more.position(more.limit());
    }

    /** Called for the goodbye of the peer, which has nothing else to say. */
    @Override
    public void onFillable() {
        if (isSeenGone()) {
            listener.ended();
        } else {
            fillInterested();
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        listener.ended();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        listener.ended();
    }

    @Override
    public boolean write(Pieces pieces) throws IOException {
        takenBytes += pendingBytes;
        pendingBytes = 0;
        while (pieces.hasNext()) {
            // Past Jetty's layers, which cost more than the write does.
            ByteBuffer piece = pieces.next();
            takenBytes += channel.write(piece);
            if (piece.hasRemaining()) {
                pendingBytes = piece.remaining();
                // On another thread: this one is still in its call of write.
                Executor executor = getExecutor();
                getEndPoint()
                        .write(
                                Callback.from(
                                        () -> executor.execute(listener::writable),
                                        failure -> executor.execute(listener::ended)),
                                piece);
                return false;
            }
        }
        return true;
    }

    /** Returns 1, for the proxy's write: this side sees a goodbye at once. */
    @Override
    public int writesUntilLossShows() {
        return 1;
    }

    @Override
    public boolean isSeenGone() {
        try {
            // Bytes count as a goodbye too: no EventSource sends any, and reading on would let a peer keep us busy.
            return channel.read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public long writtenBytes() {
        return SendQueue.isAvailable() ? takenBytes : 0;
    }

    /** Returns too little while a write is under way, of which the kernel may have some already. */
    @Override
    public long acknowledgedBytes() {
        return SendQueue.isAvailable() ? takenBytes - SendQueue.bytes(channel) : 0;
    }

    @Override
    public void dropUnsent() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
