package dev.sluice.redis;

import dev.sluice.delivery.PublicationListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/** The subscriptions of one connection. One thread at a time, but for what the connection's own thread hears. */
final class ChannelSubscriptions implements SubscriberConnection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelSubscriptions.class);

    /** In place of a channel, of a command that subscribes to none. */
    private static final String NONE = "";

    private final PublicationListener listener;
    private final Consumer<String> onEnd;
    private final SubscriberConnection connection;

    /** Those that it is subscribed to, or was refused. */
    private final Set<String> asked = new HashSet<>();
    /** What was sent and has no answer yet. */
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /**
     * @param connection belongs to this one from now on
     * @param looks how often {@link #bringTo} is called at least
     * @param listener hears what is published
     * @param onEnd told why nothing will be heard any more, by the connection's thread
     */
    ChannelSubscriptions(
            PipelinedConnection connection, Duration looks, PublicationListener listener, Consumer<String> onEnd) {
        this.listener = listener;
        this.onEnd = onEnd;
        this.connection = new SubscriberConnection(connection, "sluice-pubsub-hearing", looks, this);
    }

    boolean isBroken() {
        return connection.isBroken();
    }

    /** Subscribes to these channels and to no others, tries those again that were refused, and looks for a sign of life. */
    void bringTo(Set<String> channels) {
        for (String channel : asked) {
            if (!channels.contains(channel)) {
                send(Command.UNSUBSCRIBE, NONE, channel);
                refused.remove(channel);
            }
        }
        // Each by a command of its own, since one channel that is refused would have all others refused.
        for (String channel : channels) {
            if (!asked.contains(channel) || refused.contains(channel)) {
                send(Command.SUBSCRIBE, channel, channel);
            }
        }
        asked.clear();
        asked.addAll(channels);
        if (unanswered.isEmpty()) {
            unanswered.add(NONE);
            connection.ping();
        }
    }

    private void send(Command command, String subscribedTo, String channel) {
        unanswered.add(subscribedTo);
        connection.send(command, channel);
    }

    @Override
    public void published(byte[] channel, Object message) {
        listener.published(Replies.text(channel), (byte[]) message);
    }

    @Override
    public void answered() {
        String channel = unanswered.remove();
        if (refused.remove(channel)) {
            LOG.info("The pub/sub topic \"{}\" is heard now", channel);
        }
    }

    @Override
    public void refused(String reason) {
        String channel = unanswered.remove();
        if (!channel.equals(NONE) && refused.add(channel)) {
            LOG.warn("The pub/sub topic \"{}\" is not heard, the others are: {}", channel, reason);
        }
    }

    @Override
    public void ended(String reason) {
        if (reason != null) {
            onEnd.accept(reason);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
