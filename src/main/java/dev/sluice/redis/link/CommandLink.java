package dev.sluice.redis.link;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A link to one server, over which batches of commands go. One thread at a time. */
public interface CommandLink {
    HostAndPort server();

    /**
     * Opens the connection, if necessary.
     *
     * @throws JedisConnectionException if it cannot be opened, or not at once
     */
    void requireOpen();

    /** Sends a command over the open connection; call {@link #receive} for its answer. */
    void send(CommandArguments command);

    /** Returns the next answers, in the order of the commands; errors are {@link JedisDataException}s among them. */
    List<Object> receive(int count);

    /** Records that the server has done what it was asked. */
    default void setAnswered() {}

    /** Discards the connection: its next answer is not known any more. */
    void fail();
}
