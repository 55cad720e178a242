package dev.sluice.redis.link;

import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A connection that asks a server which one has which keys; reopened after it broke. One thread at a time. */
public final class QueryConnection implements AutoCloseable {
    private final Supplier<PipelinedConnection> opener;
    private PipelinedConnection connection;

    public QueryConnection(Supplier<PipelinedConnection> opener) {
        this.opener = opener;
    }

    /**
     * Sends several queries at once.
     *
     * @throws JedisConnectionException if there is no answer
     */
    public List<Object> ask(List<CommandArguments> questions) {
        try {
            if (connection == null) {
                connection = opener.get();
            }
            questions.forEach(connection::sendCommand);
            return connection.getMany(questions.size());
        } catch (RuntimeException e) {
            close();
            throw new JedisConnectionException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
