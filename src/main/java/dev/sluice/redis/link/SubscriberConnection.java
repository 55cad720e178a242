package dev.sluice.redis.link;

import dev.sluice.threads.Threads;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that is subscribed to channels: a thread of its own receives what is published to them, until the
 * connection is closed. One thread at a time sends; once broken it stays so.
 *
 * @see <a href="https://redis.io/docs/latest/develop/pubsub/">Redis, "Pub/Sub"</a>
 */
public final class SubscriberConnection implements AutoCloseable {
    /** Receives messages and answers, on the connection's thread. */
    public interface Listener {
        /** A message was published to a channel. */
        void published(byte[] channel, Object message);

        /** A command was carried out; answers come in the order of sending. */
        default void answered() {}

        /** A command was refused; in the same order. */
        default void refused(JedisDataException refusal) {}

        /** The connection has ended for this reason, which is null if it was closed here. */
        void ended(String reason);
    }

    /** If the answer to a PING is later, the connection is dead. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final PipelinedConnection connection;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean broken;
    private volatile boolean closed;

    /**
     * Listens once it is started.
     *
     * @param connection owned by this object from now on
     * @param name the name of the thread
     * @param safetyPoll the longest interval of {@link #ping}
     */
    public SubscriberConnection(PipelinedConnection connection, String name, Duration safetyPoll, Listener listener) {
        this.connection = connection;
        this.listener = listener;
        connection.setSoTimeout((int) safetyPoll.plus(TIMEOUT).toMillis());
        this.thread = Threads.create(name, this::listen);
    }

    public void start() {
        thread.start();
    }

    /** Sends a command such as SUBSCRIBE. */
    public void send(Command command, String... arguments) {
        try {
            connection.sendAtOnce(command, arguments);
        } catch (JedisException e) {
            broken = true;
        }
    }

    /** Detects a dead connection. */
    public void ping() {
        send(Command.PING);
    }

    public boolean isBroken() {
        return broken;
    }

    private void listen() {
        String reason = null;
        try {
            while (!closed) {
                hear();
            }
        } catch (RuntimeException | Error e) {
            reason = closed ? null : RedisErrors.of(e).reason();
        } finally {
            broken = true;
            connection.close();
            listener.ended(reason);
        }
    }

    private void hear() {
        try {
            Object heard = connection.getUnflushedObject();
            if (heard instanceof List<?> list && isMessage(list)) {
                listener.published((byte[]) list.get(1), list.get(2));
            } else {
                listener.answered();
            }
        } catch (JedisDataException e) {
            listener.refused(e);
        }
    }

    /** Returns true for a message; the answer to a subscription has three parts too. */
    private static boolean isMessage(List<?> heard) {
        return heard.size() == 3 && Replies.text(heard.get(0)).equals("message");
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
        Threads.awaitEnd(thread, Threads.TIMEOUT);
    }
}
