package dev.sluice.redis.link;

import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** The link to one server, whose {@link ClaimingConnection} comes and goes. One thread at a time. */
public abstract class ServerLink implements CommandLink, AutoCloseable {
    private final HostAndPort server;
    final Supplier<ClaimingConnection> opener;
    final Runnable onOpen;

    /** Null while it is not open. */
    private ClaimingConnection connection;

    /**
     * @param opener opens the connection
     * @param onOpen called after each opening
     */
    ServerLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        this.server = server;
        this.opener = opener;
        this.onOpen = onOpen;
    }

    @Override
    public final HostAndPort server() {
        return server;
    }

    public final boolean isOpen() {
        return connection != null;
    }

    /** Returns the connection, which must be open. */
    public final ClaimingConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("The link to " + server + " is not open.");
        }
        return connection;
    }

    /** Opens a connection, or takes one that is open by now. */
    abstract ClaimingConnection open();

    /** @throws NotConnectedException if it cannot be opened */
    @Override
    public final void requireOpen() {
        if (connection == null) {
            try {
                connection = open();
            } catch (JedisException e) {
                throw new NotConnectedException(e);
            }
        }
    }

    @Override
    public final void send(CommandArguments command) {
        connection().send(command);
    }

    @Override
    public final List<Object> receive(int count) {
        return connection().receive(count);
    }

    @Override
    public final void setAnswered() {
        connection().setAnswered();
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
