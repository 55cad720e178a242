package dev.sluice.redis.link;

import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** A link of a {@link LinkPool}. One thread at a time, but for {@link #endWriting}. */
public final class PooledLink implements CommandLink {
    private final HostAndPort server;
    private final Supplier<PipelinedConnection> opener;
    private final int generation;
    private long idleSince;
    /** Null while it is not open. */
    private PipelinedConnection connection;
    /** The same, while commands are written to it; else null. */
    private volatile PipelinedConnection writing;

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
        writing = connection;
    }

    /** Closes the connection if commands are being written to it. Any thread. */
    void endWriting() {
        PipelinedConnection endless = writing;
        if (endless != null) {
            endless.close();
        }
    }

    @Override
    public void send(CommandArguments command) {
        connection.sendCommand(command);
    }

    @Override
    public List<Object> receive(int count) {
        connection.flush();
        writing = null;
        return connection.getMany(count);
    }

    @Override
    public void fail() {
        writing = null;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
