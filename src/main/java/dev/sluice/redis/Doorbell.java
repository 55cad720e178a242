package dev.sluice.redis;

import dev.sluice.delivery.PushListener;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that Redis tells of writes to the keys that another connection, in tracking mode and redirected here,
 * has read. The first write to such a key rings once; then the key is silent until it is read again.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/client-side-caching/">Redis, "Client-side caching"</a>
 */
final class Doorbell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

    private static final String CHANNEL = "__redis__:invalidate";
    private final PipelinedConnection connection;
    private final PushListener listener;
    private final long clientId;
    private volatile boolean broken;
    private volatile boolean closed;

    private Doorbell(PipelinedConnection connection, PushListener listener, Duration silence) {
        this.connection = connection;
        this.listener = listener;
        connection.sendCommand(Command.CLIENT, "ID");
        this.clientId = (Long) connection.getOne();
        connection.setSoTimeout((int) silence.toMillis());
        connection.sendCommand(Command.SUBSCRIBE, CHANNEL);
        connection.getOne();
    }

    /**
     * Opens the connection and begins to listen.
     *
     * @param silence without a ring or the answer to a {@link #ping} for so long, the connection is dead
     */
    static Doorbell open(RedisAddress address, HostAndPort server, PushListener listener, Duration silence) {
        PipelinedConnection connection = address.connect(server, "doorbell");
        try {
            Doorbell doorbell = new Doorbell(connection, listener, silence);
            Thread thread = new Thread(doorbell::listen, "sluice-doorbell");
            thread.setDaemon(true);
            thread.start();
            return doorbell;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Where the tracking connection is to redirect to. */
    long clientId() {
        return clientId;
    }

    boolean isBroken() {
        return broken;
    }

    /** Makes a dead connection known. One thread at a time. */
    void ping() {
        try {
            connection.sendPing();
        } catch (JedisException e) {
            broken = true;
        }
    }

    private void listen() {
        try {
            while (!closed) {
                ring((List<?>) connection.getUnflushedObject());
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.info("Pushes are not signalled any more, until the next safety poll: {}", e.getMessage());
            }
        } finally {
            broken = true;
            connection.close();
            listener.pushedAnywhere();
        }
    }

    /** The message is {@code ["message", channel, [key, ...]]}, with null for the keys after FLUSHALL. */
    private void ring(List<?> message) {
        if (message.size() < 3) {
            return; // the answer to a PING
        }
        Object keys = message.get(2);
        if (keys instanceof List<?> list) {
            for (Object key : list) {
                listener.pushed(Replies.text(key));
            }
        } else {
            listener.pushedAnywhere();
        }
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
