package dev.sluice.http;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.BrowserConnection;
import dev.sluice.connection.CloseReason;
import dev.sluice.connection.Connections;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.http.streams.OpenStream;
import dev.sluice.http.streams.StreamHandle;
import dev.sluice.sse.WriteResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** The link between a connection and its channels. */
final class ChannelReceiver implements Receiver, BrowserConnection.Listener, StreamHandle {
    private final String token;
    private final Subscription channels;
    private final Connections connections;
    private final Subscriptions subscriptions;
    private final OpenStream stream;

    /** The connection, guarded by the monitor. Delivery is told with it held, so that nothing follows the closing. */
    private BrowserConnection connection;

    private boolean closed;

    /** The first bytes; null once written. */
    private ByteBuffer prelude;

    /**
     * @param prelude the bytes that are written first
     * @param stream the entry among the open streams
     */
    ChannelReceiver(
            String token,
            ByteBuffer prelude,
            Subscription channels,
            Connections connections,
            Subscriptions subscriptions,
            OpenStream stream) {
        this.token = token;
        this.prelude = prelude;
        this.channels = channels;
        this.connections = connections;
        this.subscriptions = subscriptions;
        this.stream = stream;
    }

    @Override
    public synchronized void drained(BrowserConnection drained) {
        if (closed) {
            return;
        }
        if (connection == null) {
            connection = drained;
            begin();
        } else {
            subscriptions.drained(this);
        }
    }

    /** Begins the stream; needs the monitor. A browser with the prelude is counted, and gets a goodbye. */
    private void begin() {
        connections.add(connection);
        // First, so that a browser with the prelude is subscribed. What delivery sends waits for the monitor.
        subscriptions.subscribe(this, channels);
        connection.write(prelude);
        prelude = null;
        if (!closed) { // the write may have found that the browser is gone
            stream.opened(this);
        }
    }

    @Override
    public synchronized void closed(BrowserConnection gone) {
        closed = true;
        connections.remove(gone);
        subscriptions.closed(this);
        stream.closed(gone.closeReason());
    }

    @Override
    public boolean tell(ByteBuffer events) {
        return connection().tell(events);
    }

    @Override
    public void end(ByteBuffer lastEvents, CloseReason reason) {
        connection().end(lastEvents, reason);
    }

    @Override
    public void revoke(ByteBuffer lastEvents, CloseReason reason) {
        subscriptions.revoke(this);
        connection().end(lastEvents, reason);
    }

    @Override
    public void close(CloseReason reason) {
        connection().close(reason);
    }

    @Override
    public void close() {
        close(CloseReason.CUT);
    }

    @Override
    public void drop(List<Need> dropped) {
        subscriptions.unsubscribe(
                this, Set.copyOf(Need.names(dropped, Right.TAKE)), Set.copyOf(Need.names(dropped, Right.READ)));
    }

    @Override
    public void ended(String topic) {
        if (isOpen()) {
            stream.topicEnded(topic);
        }
    }

    /** Returns true if the stream is open; waits while it is being opened. */
    private synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public WriteResult send(ByteBuffer events) {
        BrowserConnection to = connection();
        // Topics resume from what has arrived; only messages of queues are gone once they count as delivered.
        return channels.queues().isEmpty() ? to.writeUnproven(events) : to.write(events);
    }

    @Override
    public WriteResult probe() {
        return connection().probe();
    }

    @Override
    public boolean closeIfGone() {
        return connection().closeIfGone();
    }

    @Override
    public int writesUntilLossShows() {
        return connection().writesUntilLossShows();
    }

    @Override
    public long writtenBytes() {
        return connection().writtenBytes();
    }

    @Override
    public long acknowledgedBytes() {
        return connection().acknowledgedBytes();
    }

    @Override
    public boolean wasEndedByNode() {
        return connection().wasEndedByNode();
    }

    private synchronized BrowserConnection connection() {
        return connection;
    }
}
