package dev.sluice.redis.link;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A Jedis connection that can write without reading, as the doorbell and pipelines need. Once cut it stays so: Jedis
 * would open it again at the next command, without password, database and tracking.
 */
public final class PipelinedConnection extends Connection {
    private static final Logger LOG = LoggerFactory.getLogger(PipelinedConnection.class);

    /** False while Jedis' constructor connects. */
    private final boolean made;

    PipelinedConnection(HostAndPort address, JedisClientConfig config) {
        super(new RedisSockets(address, config), config);
        made = true;
    }

    @Override
    public void connect() {
        if (made && !isConnected()) {
            throw new JedisConnectionException("The connection was cut.");
        }
        super.connect();
    }

    /** Sends a command whose answer another thread reads. */
    void sendAtOnce(Command command, String... arguments) {
        sendCommand(command, arguments);
        flush();
    }

    /** Writes what is still in its buffer. */
    @Override
    protected void flush() {
        super.flush();
    }

    /** Closes the connection without an error, and without a last write of its buffer. */
    @Override
    public void close() {
        try {
            forceDisconnect();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection to Redis did not close cleanly", e);
        }
    }
}
