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
 * Looks at the socket. While a request is suspended Jetty does not read from an HTTP/1.1 connection, so that a peer's
 * goodbye goes unseen; a read of our own, which never blocks, finds it. A peer that sends more than its request gets no
 * answer to it anyway, since the stream's response says {@code Connection: close}.
 */
final class JettyWire implements Wire {
    private final SocketChannel channel;

    private JettyWire(SocketChannel channel) {
        this.channel = channel;
    }

    /** Finds the socket of a request; where there is none of its own (TLS, HTTP/2), nothing can be seen. */
    static Wire of(HttpServletRequest request) {
        var connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
        if (connection instanceof HttpConnection http && http.getEndPoint() instanceof SocketChannelEndPoint endPoint) {
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
