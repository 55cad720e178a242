package dev.sluice.redis.pubsub;

import dev.sluice.redis.RedisServers;
import dev.sluice.redis.link.PipelinedConnection;
import dev.sluice.redis.link.RedisAddress;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.topology.Topology;
import dev.sluice.store.topic.PublicationListener;
import dev.sluice.store.topic.PubsubObserver;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Backoff;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Pub/sub topics as Redis channels. A thread of its own keeps one connection subscribed to the topics in use here, each
 * by its name; without any there is no connection. Thread-safe.
 */
public final class RedisPubsubSource implements PubsubSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPubsubSource.class);

    private final String clientName;
    private final String channels;
    private final RedisAddress address;
    private final Topology topology;
    private final PublicationListener listener;
    private final PubsubObserver observer;
    private final Duration safetyPoll;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;
    private final LoopThread thread = new LoopThread("sluice-pubsub", this::takeTurn, this::drop);

    /** The number of requested checks that the connection leads to the right server. */
    private final AtomicInteger checksDue = new AtomicInteger();

    // Written by the thread only.
    /** The number of these checks that were made, or needed no more. */
    private volatile int checksDone;

    private volatile ChannelSubscriptions subscriptions;
    private volatile HostAndPort server;
    /** Observer of the current subscriptions; earlier ones are ignored. */
    private volatile SubscriptionObserver observerOfCurrent;

    private final Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private final ChannelFault fault;

    /**
     * @param servers the servers, of which one is in use
     * @param clientName shown by CLIENT LIST
     * @param channels what the channels are called in sentences
     * @param listener receives published messages; thread-safe
     * @param observer learns which topics Redis refuses and accepts
     * @param safetyPoll how often the connection is checked
     */
    public RedisPubsubSource(
            RedisServers servers,
            String clientName,
            String channels,
            PublicationListener listener,
            PubsubObserver observer,
            Duration safetyPoll,
            Ticker ticker) {
        this.clientName = clientName;
        this.channels = channels;
        this.fault = new ChannelFault(channels);
        this.topology = servers.topology();
        this.address = topology.address();
        this.listener = listener;
        this.observer = observer;
        this.safetyPoll = safetyPoll;
        this.ticker = ticker;
        servers.onReopened(this::checkServer);
    }

    /** Starts listening. */
    public void start() {
        thread.start(Duration.ZERO);
    }

    @Override
    public void subscribe(String topic) {
        wanted.add(topic);
        thread.wake();
    }

    @Override
    public void unsubscribe(String topic) {
        wanted.remove(topic);
        observer.forgotten(topic);
        thread.wake();
    }

    /**
     * Returns why this node is not subscribed to the channels in use, as a sentence; empty if it is, and while the
     * first connection is being opened: nothing was missed then.
     */
    public Optional<String> fault() {
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (checksDue.get() != checksDone) {
            return Optional.of("Messages of " + channels + " may be missed: the connection to Redis is being checked.");
        }
        ChannelSubscriptions now = subscriptions;
        return now != null && now.isSubscribed() ? Optional.empty() : fault.sentence();
    }

    /** Requests a check: another server may be behind this address now. */
    private void checkServer(HostAndPort reopened) {
        if (topology.mayReplace(reopened, server)) {
            checksDue.incrementAndGet();
            thread.wake();
        }
    }

    /** Returns how long to wait for the next turn. */
    private long takeTurn() {
        try {
            keepUp();
            pauses.reset();
            return safetyPoll.toNanos();
        } catch (RuntimeException | Error e) {
            drop();
            fault.begin(RedisErrors.of(e).reason());
            return pauses.next();
        }
    }

    private void keepUp() {
        int seen = checksDue.get();
        if (wanted.isEmpty()) {
            drop();
            fault.forget();
        } else {
            leaveOtherServers();
            if (subscriptions != null && checksDone != seen && !checkSameServer()) {
                subscriptions.bringTo(new HashSet<>(wanted));
                return; // the next look checks again
            }
            if (subscriptions == null) {
                // Each server of a cluster gets all published messages; the next attempt goes to another one.
                server = topology.serverOf(ThreadLocalRandom.current().nextInt(Protocol.CLUSTER_HASHSLOTS));
                listenOn(address.connect(server, clientName));
            }
            subscriptions.bringTo(new HashSet<>(wanted));
        }
        checksDone = seen;
    }

    private void leaveOtherServers() {
        if (subscriptions == null) {
            return;
        }
        boolean elsewhere = !topology.servers().contains(server);
        if (elsewhere || subscriptions.isBroken()) {
            fault.begin(elsewhere ? "another server is the master now" : "the connection broke");
            topology.reportFailure();
            drop();
        }
    }

    /**
     * Keeps the connection if a new one leads to the same server: each change of connections misses messages.
     *
     * @return false if the check is not possible now
     */
    private boolean checkSameServer() {
        PipelinedConnection other;
        try {
            other = address.connect(server, clientName);
        } catch (JedisException e) {
            LOG.debug("Cannot check if the subscription to {} is still at the same server", channels, e);
            return false;
        }
        if (subscriptions.isKnownToServerOf(other)) {
            other.close();
        } else {
            fault.begin("another server has replaced the subscribed one");
            drop();
            listenOn(other);
        }
        return true;
    }

    private void listenOn(PipelinedConnection connection) {
        observerOfCurrent = new SubscriptionObserver();
        subscriptions = new ChannelSubscriptions(connection, safetyPoll, listener, observerOfCurrent, ticker);
        subscriptions.start();
    }

    private void drop() {
        if (subscriptions != null) {
            subscriptions.close();
            subscriptions = null;
        }
    }

    /** Called by the connection's thread. */
    private final class SubscriptionObserver implements ChannelSubscriptions.Observer {
        @Override
        public void subscribed() {
            if (observerOfCurrent == this) {
                fault.end();
            }
            observer.subscribed();
        }

        @Override
        public void refused(String topic, JedisDataException refusal) {
            observer.refused(topic, RedisErrors.of(refusal).refusal());
            if (!wanted.contains(topic)) {
                observer.forgotten(topic); // meanwhile
            }
        }

        @Override
        public void accepted(String topic) {
            observer.heard(topic);
        }

        @Override
        public void ended(String reason) {
            if (observerOfCurrent == this) {
                fault.begin(reason);
                thread.wake();
            }
        }
    }

    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
