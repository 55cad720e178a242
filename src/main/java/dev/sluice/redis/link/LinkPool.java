package dev.sluice.redis.link;

import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/**
 * Links for the batches of many threads: each batch has links of its own while it lasts, so there are at most as many to a
 * server as threads. Thread-safe.
 */
public final class LinkPool implements AutoCloseable {
    /** Servers, and what is in between, may close connections that were idle for longer. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RedisAddress address;
    private final String name;
    private final Ticker ticker;

    // Guarded by this.
    private final Map<HostAndPort, Deque<PooledLink>> idle = new HashMap<>();
    private final Set<PooledLink> used = new HashSet<>();
    private int generation;
    private boolean closed;

    /** @param name shown by CLIENT LIST */
    public LinkPool(RedisAddress address, String name, Ticker ticker) {
        this.address = address;
        this.name = name;
        this.ticker = ticker;
    }

    /** Returns a link to a server, for {@link #giveBack}; no connection is opened yet. */
    public PooledLink take(HostAndPort server) {
        List<PooledLink> old = new ArrayList<>();
        PooledLink taken;
        synchronized (this) {
            Deque<PooledLink> links = idle.getOrDefault(server, new ArrayDeque<>());
            taken = links.pollLast();
            while (!links.isEmpty() && ticker.nanos() - links.peekFirst().idleSince() > IDLE_NANOS) {
                old.add(links.pollFirst());
            }
            if (taken == null) {
                taken = new PooledLink(server, () -> address.connect(server, name), generation);
            }
            used.add(taken);
        }
        old.forEach(PooledLink::fail);
        if (ticker.nanos() - taken.idleSince() > IDLE_NANOS) {
            taken.fail();
        }
        return taken;
    }

    /** Keeps links for other batches. Those that were taken before connections were dropped are closed. */
    public void giveBack(Collection<PooledLink> links) {
        List<PooledLink> old;
        synchronized (this) {
            links.forEach(used::remove);
            old = links.stream()
                    .filter(link -> closed || link.generation() != generation)
                    .toList();
            for (PooledLink link : links) {
                if (!old.contains(link)) {
                    link.setIdle(ticker.nanos());
                    idle.computeIfAbsent(link.server(), server -> new ArrayDeque<>())
                            .addLast(link);
                }
            }
        }
        old.forEach(PooledLink::fail);
    }

    /** Drops all connections, since they may lead to another server than new ones; batches that are under way finish. */
    public void drop() {
        List<PooledLink> old;
        synchronized (this) {
            generation++;
            old = idle.values().stream().flatMap(Deque::stream).collect(Collectors.toList());
            idle.clear();
        }
        old.forEach(PooledLink::fail);
    }

    /**
     * Fails the batches that are still being written: a write has no time-out, and a server that has vanished would hold
     * its thread for many minutes. Batches that wait for answers do not wait for ever.
     */
    public void endWriting() {
        List<PooledLink> all;
        synchronized (this) {
            all = List.copyOf(used);
        }
        all.forEach(PooledLink::endWriting);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        drop();
    }
}
