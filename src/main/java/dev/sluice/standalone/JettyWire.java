package dev.sluice.standalone;

import dev.sluice.connection.Wire;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Looks at the socket, and writes to it. While a request is suspended Jetty does not read from an HTTP/1.1 connection, so
 * that a peer's goodbye goes unseen; a read of our own, which never blocks, finds it. A peer that sends more than its
 * request gets no answer to it anyway, since the stream's response says {@code Connection: close}. Which is also why a
 * body goes over the wire as it is.
 */
public final class JettyWire implements Wire {
    /** The JDK copies what it is to write before it knows how much of it the socket takes. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final SocketChannel channel;

    private JettyWire(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes charge of the socket of a request whose response is a stream; where there is none of its own (TLS, HTTP/2),
     * nothing can be seen.
     */
    public static Wire of(HttpServletRequest request) {
        var connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
        if (connection instanceof HttpConnection http && http.getEndPoint() instanceof SocketChannelEndPoint endPoint) {
            endPoint.setIdleTimeout(0); // whoever is stuck is cut by the node; saves a timer each
            return new JettyWire(endPoint.getChannel());
        }
        return HIDDEN;
    }

    @Override
    public Sight look() {
        try {
            return channel.read(ByteBuffer.allocate(1)) == 0 ? Sight.PRESENT : Sight.GONE;
        } catch (IOException e) {
            return Sight.GONE;
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        boolean goesOn = true;
        while (goesOn && bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + PIECE_BYTES));
            channel.write(bytes);
            goesOn = !bytes.hasRemaining();
            bytes.limit(end);
        }
    }

    @Override
    public boolean needsFlush() {
        return false;
    }

    @Override
    public void dropUnsent() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    /** Only the proxy's: this side sees a goodbye at once. */
    @Override
    public int writesUntilLossShows() {
        return 1;
    }
}
