package dev.sluice.redis.link;

import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** A link of a {@link LinkPool}. One thread at a time. */
public final class PooledLink implements CommandLink {
    private final HostAndPort server;
    private final Supplier<PipelinedConnection> opener;
    private final int generation;
    private long idleSince;
    /** Null while it is not open. */
    private PipelinedConnection connection;

    PooledLink(HostAndPort server, Supplier<PipelinedConnection> opener, int generation) {
        this.server = server;
        this.opener = opener;
        this.generation = generation;
    }

    /** Returns the number of times that connections were dropped before it was made. */
    int generation() {
        return generation;
    }

    long idleSince() {
        return idleSince;
    }

    void setIdle(long nanos) {
        idleSince = nanos;
    }

    @Override
    public HostAndPort server() {
        return server;
    }

    /** @throws NotConnectedException if it cannot be opened */
    @Override
    public void requireOpen() {
        if (connection == null) {
            try {
                connection = opener.get();
            } catch (JedisException e) {
                throw new NotConnectedException(e);
            }
        }
    }

    @Override
    public void send(CommandArguments command) {
        connection.sendCommand(command);
    }

    @Override
    public List<Object> receive(int count) {
        return connection.getMany(count);
    }

    @Override
    public void fail() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
