package dev.sluice.redis.link;

import dev.sluice.store.KeyListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * A connection on which Redis signals writes to the keys that another connection, in tracking mode and redirected here,
 * has read. The first write to such a key signals once; then the key is silent until it is read again.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/client-side-caching/">Redis, "Client-side caching"</a>
 */
final class Doorbell implements SubscriberConnection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

    private static final long ANSWER_SECONDS = 2;

    private static final String CHANNEL = "__redis__:invalidate";

    private final KeyListener listener;
    private final long clientId;
    /** This connection; empty if the server does not tell. */
    private final Optional<ClientIdentity> identity;

    /** Waits for the answer to the last ping. */
    private volatile CountDownLatch awaited = new CountDownLatch(1);

    private final SubscriberConnection subscriber;

    private Doorbell(PipelinedConnection connection, KeyListener listener, Duration safetyPoll) {
        this.listener = listener;
        connection.sendCommand(Command.CLIENT, "ID");
        this.clientId = (Long) connection.getOne();
        this.identity = ClientIdentity.find(connection);
        connection.sendCommand(Command.SUBSCRIBE, CHANNEL);
        connection.getOne();
        this.subscriber = new SubscriberConnection(connection, "sluice-doorbell", safetyPoll, this);
    }

    /**
     * Opens the connection and begins to listen.
     *
     * @param safetyPoll the longest interval of {@link #ping}
     */
    static Doorbell open(RedisAddress address, HostAndPort server, KeyListener listener, Duration safetyPoll) {
        PipelinedConnection connection = address.connect(server, "doorbell");
        try {
            Doorbell doorbell = new Doorbell(connection, listener, safetyPoll);
            doorbell.subscriber.start();
            return doorbell;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the id that the tracking connection redirects to. */
    long clientId() {
        return clientId;
    }

    /** Returns true if another connection leads to another server, as far as the servers tell. */
    boolean isElsewhere(PipelinedConnection other) {
        return identity.flatMap(own -> own.isKnownToServerOf(other))
                .map(known -> !known)
                .orElse(false);
    }

    boolean isBroken() {
        return subscriber.isBroken();
    }

    /** Detects a dead connection. One thread at a time. */
    void ping() {
        subscriber.ping();
    }

    /** Returns true if the server answers on this connection within a while. One thread at a time. */
    boolean answers() {
        CountDownLatch answer = new CountDownLatch(1);
        awaited = answer;
        ping();
        try {
            return answer.await(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void answered() {
        awaited.countDown();
    }

    /** The message is the list of the keys, or null after FLUSHALL. */
    @Override
    public void published(byte[] channel, Object keys) {
        if (keys instanceof List<?> list) {
            for (Object key : list) {
                listener.changed(Replies.text(key));
            }
        } else {
            listener.changedAnywhere();
        }
    }

    @Override
    public void ended(String reason) {
        if (reason != null) {
            LOG.info("The connection for push signals ended; the next safety poll opens it again: {}", reason);
        }
        listener.changedAnywhere();
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
