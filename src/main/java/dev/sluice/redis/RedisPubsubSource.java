package dev.sluice.redis;

import dev.sluice.delivery.PublicationListener;
import dev.sluice.delivery.PubsubSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/**
 * Pub/sub topics are Redis channels. A thread of its own keeps one connection subscribed to those that somebody here
 * has, each by its name; without any there is no connection. Thread-safe.
 */
public final class RedisPubsubSource implements PubsubSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPubsubSource.class);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisAddress address;
    private final Topology topology;
    private final PublicationListener listener;
    private final Duration looks;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "sluice-pubsub");
    private volatile boolean closed;

    // By the thread only.
    private ChannelSubscriptions subscriptions;
    private HostAndPort server;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    /** Whether it was said that nothing is heard. */
    private boolean told;

    /**
     * @param address where Redis is; not connected to yet
     * @param servers know which server is in use
     * @param listener hears what is published; thread-safe
     * @param looks how often the connection is looked after
     */
    public RedisPubsubSource(RedisAddress address, RedisServers servers, PublicationListener listener, Duration looks) {
        this.address = address;
        this.topology = servers.topology();
        this.listener = listener;
        this.looks = looks;
    }

    /** Begins to listen. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void subscribe(String topic) {
        wanted.add(topic);
        LockSupport.unpark(thread);
    }

    @Override
    public void unsubscribe(String topic) {
        wanted.remove(topic);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            long wait;
            try {
                keepUp();
                wait = looks.toNanos();
                pauseNanos = FIRST_PAUSE_NANOS;
            } catch (RuntimeException e) {
                drop();
                tell(e.getMessage());
                wait = pauseNanos;
                pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
            }
            if (!closed) {
                LockSupport.parkNanos(this, wait);
            }
        }
        drop();
    }

    private void keepUp() {
        if (subscriptions != null
                && (subscriptions.isBroken() || !topology.servers().contains(server))) {
            topology.distrust();
            drop();
            told = true;
        }
        if (wanted.isEmpty()) {
            drop();
            return;
        }
        if (subscriptions == null) {
            open();
        }
        subscriptions.bringTo(new HashSet<>(wanted));
    }

    private void open() {
        // In a cluster every server hears what is published to any; the next attempt goes to another one.
        server = topology.serverOf(ThreadLocalRandom.current().nextInt(Protocol.CLUSTER_HASHSLOTS));
        subscriptions = new ChannelSubscriptions(address.connect(server, "pubsub"), looks, listener, this::ended);
        if (told) {
            LOG.info("Pub/sub topics are heard again");
            told = false;
        }
    }

    private void ended(String reason) {
        LOG.info("Pub/sub topics are not heard, and what is published now is missed: {}", reason);
        LockSupport.unpark(thread);
    }

    private void tell(String reason) {
        if (!told) {
            LOG.warn("Pub/sub topics cannot be heard, and what is published now is missed: {}", reason);
            told = true;
        }
    }

    private void drop() {
        if (subscriptions != null) {
            subscriptions.close();
            subscriptions = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
