package dev.sluice.redis.link;

import java.util.function.Supplier;
import redis.clients.jedis.HostAndPort;

/** The way to the only server: it is waited for, since there is nothing else to do. */
public final class DirectLink implements ServerLink {
    private final HostAndPort server;
    private final Supplier<ClaimingConnection> opener;
    private final Runnable onOpen;

    private ClaimingConnection connection;

    /**
     * @param opener opens the connection
     * @param onOpen told of each that is open
     */
    public DirectLink(HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen) {
        this.server = server;
        this.opener = opener;
        this.onOpen = onOpen;
    }

    @Override
    public HostAndPort server() {
        return server;
    }

    @Override
    public boolean isOpen() {
        return connection != null;
    }

    @Override
    public ClaimingConnection connection() {
        if (connection == null) {
            connection = opener.get();
            onOpen.run();
        }
        return connection;
    }

    @Override
    public void fail() {
        close();
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
