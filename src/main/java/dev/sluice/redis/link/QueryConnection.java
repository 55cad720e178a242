package dev.sluice.redis.link;

import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A server that is asked now and then who has what. Its connection is opened again when it broke. One thread at a time. */
public final class QueryConnection implements AutoCloseable {
    private final Supplier<PipelinedConnection> opener;
    private PipelinedConnection connection;

    public QueryConnection(Supplier<PipelinedConnection> opener) {
        this.opener = opener;
    }

    /**
     * Asks several questions at once.
     *
     * @throws JedisConnectionException where there was no answer
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
