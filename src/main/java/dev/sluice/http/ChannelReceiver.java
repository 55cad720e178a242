package dev.sluice.http;

import dev.sluice.connection.BrowserConnection;
import dev.sluice.connection.ConnectionListener;
import dev.sluice.connection.Connections;
import dev.sluice.connection.WriteResult;
import dev.sluice.delivery.Receiver;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import java.nio.ByteBuffer;

/** Ties a connection to its channels. */
final class ChannelReceiver implements Receiver, ConnectionListener {
    private final String token;
    private final Subscription channels;
    private final Connections connections;
    private final Subscriptions subscriptions;

    /** Guarded by this object's monitor, in which delivery is told too: it must hear nothing after the closing. */
    private BrowserConnection connection;

    private boolean closed;

    ChannelReceiver(String token, Subscription channels, Connections connections, Subscriptions subscriptions) {
        this.token = token;
        this.channels = channels;
        this.connections = connections;
        this.subscriptions = subscriptions;
    }

    @Override
    public synchronized void drained(BrowserConnection drained) {
        if (closed) {
            return;
        }
        if (connection == null) {
            connection = drained;
            connections.add(drained);
            subscriptions.subscribe(this, channels);
        } else {
            subscriptions.drained(this);
        }
    }

    @Override
    public synchronized void closed(BrowserConnection gone) {
        closed = true;
        connections.remove(gone);
        subscriptions.closed(this);
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public Sent send(ByteBuffer events) {
        BrowserConnection to = connection();
        // Topics are resumed from what has arrived; only messages of queues are gone once they are taken for delivered.
        return sent(channels.queues().isEmpty() ? to.writeUnproven(events) : to.write(events));
    }

    @Override
    public Sent probe() {
        return sent(connection().probe());
    }

    @Override
    public boolean isPresent() {
        return connection().isPresent();
    }

    @Override
    public int writesUntilLossShows() {
        return connection().writesUntilLossShows();
    }

    @Override
    public void close() {
        connection().close();
    }

    private static Sent sent(WriteResult result) {
        // Two enums of the same words, so that connection need not know delivery.
        return switch (result) {
            case WRITTEN -> Sent.WRITTEN;
            case PENDING -> Sent.PENDING;
            case BUSY -> Sent.BUSY;
            case CLOSED -> Sent.CLOSED;
        };
    }

    private synchronized BrowserConnection connection() {
        return connection;
    }
}
