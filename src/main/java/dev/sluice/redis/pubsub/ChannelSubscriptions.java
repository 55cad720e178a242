package dev.sluice.redis.pubsub;

import dev.sluice.redis.link.ClientIdentity;
import dev.sluice.redis.link.PipelinedConnection;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.link.SubscriberConnection;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.time.RetryPace;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** The subscriptions of one connection. One thread at a time; the connection's thread calls the listener methods. */
final class ChannelSubscriptions implements SubscriberConnection.Listener, AutoCloseable {
    /** Receives the results of the subscriptions, on the connection's thread. */
    interface Observer {
        /** Redis has answered all requested subscriptions, for the first time. */
        void subscribed();

        /** Redis refuses the subscription to this channel; the others stay. Called at each attempt. */
        void refused(String channel, JedisDataException refusal);

        /** Redis accepts the subscription to a channel that it refused before. */
        void accepted(String channel);

        /** The subscriptions have ended, for this reason. */
        void ended(String reason);
    }

    /** Stands for the channel of a command that subscribes to none. */
    private static final String NONE = "";

    private final PublicationListener listener;
    private final Observer observer;
    private final SubscriberConnection connection;
    /** The identity of the connection; empty if Redis does not tell. */
    private final Optional<ClientIdentity> identity;

    /** The channels that are subscribed to or refused. */
    private final Set<String> asked = new HashSet<>();
    /** The channels of commands without an answer yet. */
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;
    /** The pace of retrying refused channels. */
    private final RetryPace refusedPace;

    private final AtomicBoolean subscribed = new AtomicBoolean();
    /** True once all first subscriptions have been sent. */
    private volatile boolean allSent;

    /**
     * @param connection owned by this object from now on
     * @param safetyPoll the longest interval of {@link #bringTo}, and the shortest between retries of refused channels
     * @param listener receives published messages
     */
    ChannelSubscriptions(
            PipelinedConnection connection,
            Duration safetyPoll,
            PublicationListener listener,
            Observer observer,
            Ticker ticker) {
        this.listener = listener;
        this.observer = observer;
        this.ticker = ticker;
        this.refusedPace = new RetryPace(safetyPoll, ticker.nanos());
        this.identity = identify(connection);
        this.connection = new SubscriberConnection(connection, "sluice-pubsub-hearing", safetyPoll, this);
    }

    /** Starts listening. */
    void start() {
        connection.start();
    }

    private static Optional<ClientIdentity> identify(PipelinedConnection connection) {
        try {
            return ClientIdentity.find(connection);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns true if another connection leads to the same server; false also if that server does not tell. */
    boolean isKnownToServerOf(PipelinedConnection other) {
        try {
            return identity.flatMap(own -> own.isKnownToServerOf(other)).orElse(false);
        } catch (RuntimeException e) {
            other.close();
            throw e;
        }
    }

    boolean isBroken() {
        return connection.isBroken();
    }

    /** Returns true if published messages arrive now. Thread-safe. */
    boolean isSubscribed() {
        return subscribed.get() && !isBroken();
    }

    /** Subscribes to exactly these channels, retries refused ones, and checks that the connection is alive. */
    void bringTo(Set<String> channels) {
        for (String channel : asked) {
            if (!channels.contains(channel)) {
                send(Command.UNSUBSCRIBE, NONE, channel);
                refused.remove(channel);
            }
        }
        refused.retainAll(channels); // a refusal may have come after its channel was left
        boolean retry = refusedPace.take(ticker.nanos());
        // One command for each channel: in a common one, a refused channel would have all others refused.
        for (String channel : channels) {
            if (!asked.contains(channel) || retry && refused.contains(channel)) {
                send(Command.SUBSCRIBE, channel, channel);
            }
        }
        asked.clear();
        asked.addAll(channels);
        allSent = true;
        tellOnceSubscribed(); // the last answer may have come already
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
            observer.accepted(channel);
        }
        tellOnceSubscribed();
    }

    @Override
    public void refused(JedisDataException refusal) {
        String channel = unanswered.remove();
        if (!channel.equals(NONE)) {
            refused.add(channel);
            observer.refused(channel, refusal);
        }
        tellOnceSubscribed();
    }

    private void tellOnceSubscribed() {
        if (allSent && unanswered.isEmpty() && subscribed.compareAndSet(false, true)) {
            observer.subscribed();
        }
    }

    @Override
    public void ended(String reason) {
        if (reason != null) {
            observer.ended(reason);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
