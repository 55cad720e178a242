package dev.sluice.redis.link;

import dev.sluice.threads.Threads;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection on which Redis speaks unasked: it is subscribed to channels, and a thread of its own hears what is
 * published to them, until the connection is closed. One thread at a time sends; once broken it stays so.
 *
 * @see <a href="https://redis.io/docs/latest/develop/pubsub/">Redis, "Pub/Sub"</a>
 */
public final class SubscriberConnection implements AutoCloseable {
    /** Told by the connection's thread what is heard. */
    public interface Listener {
        /** This was published to a channel. */
        void published(byte[] channel, Object message);

        /** A command was carried out; they are answered in the order of sending. */
        default void answered() {}

        /** The same, but it was refused. */
        default void refused(JedisDataException refusal) {}

        /** Nothing will be heard any more for this reason, which is null where the connection was closed here. */
        void ended(String reason);
    }

    /** The answer to a PING is late by more: the connection is dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PipelinedConnection connection;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean broken;
    private volatile boolean closed;

    /**
     * Listens once it is started.
     *
     * @param connection belongs to this one from now on
     * @param name of the thread
     * @param safetyPoll how often {@link #ping} is called at least
     */
    public SubscriberConnection(PipelinedConnection connection, String name, Duration safetyPoll, Listener listener) {
        this.connection = connection;
        this.listener = listener;
        connection.setSoTimeout((int) safetyPoll.plus(PATIENCE).toMillis());
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

    /** Makes a dead connection known. */
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
            reason = closed ? null : RedisError.of(e).reason();
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

    /** And not what a subscription is answered with, which is of three parts too. */
    private static boolean isMessage(List<?> heard) {
        return heard.size() == 3 && Replies.text(heard.get(0)).equals("message");
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
        Threads.awaitEnd(thread, Threads.PATIENCE);
    }
}
