package dev.sluice.jetty;

import java.io.IOException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The handler that closes a connection if its peer sends requests and does not read the answers: sooner or later a
 * thread would wait for room for the next one.
 */
final class UnreadAnswers extends Handler.Wrapper {
    /**
     * The bytes that a peer may leave unread; far fewer than the kernel has room for. A peer that waits for answers
     * leaves none.
     */
    private static final long MAX_BYTES = 8 << 10;

    UnreadAnswers(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (SendQueue.isAvailable()
                && endPoint instanceof SocketChannelEndPoint socket
                && SendQueue.bytes(socket.getChannel()) > MAX_BYTES) {
            IOException failure = new IOException("earlier answers are unread");
            endPoint.close(failure);
            callback.failed(failure);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
