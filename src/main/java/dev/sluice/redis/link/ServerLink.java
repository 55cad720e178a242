package dev.sluice.redis.link;

import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The way to one server, whose {@link ClaimingConnection} comes and goes. One thread at a time. */
public abstract class ServerLink implements AutoCloseable {
    private final HostAndPort server;
    final Supplier<ClaimingConnection> opener;
    final Runnable onOpen;

    /** Null while it is not open. */
    private ClaimingConnection connection;

    /**
     * @param opener opens the connection
     * @param onOpen told of each that is open
     */
    ServerLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        this.server = server;
        this.opener = opener;
        this.onOpen = onOpen;
    }

    public final HostAndPort server() {
        return server;
    }

    public final boolean isOpen() {
        return connection != null;
    }

    /**
     * The connection, which is opened if it is not.
     *
     * @throws JedisConnectionException if that does not succeed, or not at once
     */
    public final ClaimingConnection connection() {
        if (connection == null) {
            connection = open();
        }
        return connection;
    }

    /** Opens a connection, or takes one that is open by now. */
    abstract ClaimingConnection open();

    /** Throws the connection away: what it would answer next is not known any more. */
    public abstract void fail();

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
