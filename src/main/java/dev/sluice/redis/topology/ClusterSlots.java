package dev.sluice.redis.topology;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.BackgroundLink;
import dev.sluice.redis.link.ClaimingConnection;
import dev.sluice.redis.link.QueryConnection;
import dev.sluice.redis.link.RedisAddress;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.ServerLink;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** A cluster, in which each slot has its master. Any node is asked for them, if possible one that is not cut off. */
final class ClusterSlots implements Topology {
    /** Shorter than elsewhere, since other servers' queues wait too. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final RedisAddress address;
    private final Map<HostAndPort, QueryConnection> connections = new HashMap<>();

    // Written under the lock, and replaced as a whole.
    private volatile HostAndPort[] masters = new HostAndPort[Protocol.CLUSTER_HASHSLOTS];
    private volatile Set<HostAndPort> servers = Set.of();

    ClusterSlots(RedisUrl url) {
        this.address = new RedisAddress(url, TIMEOUT);
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    @Override
    public HostAndPort serverOf(int slot) {
        if (servers.isEmpty()) {
            look();
        }
        HostAndPort master = masters[slot];
        if (master == null) {
            throw new JedisConnectionException("No master has the slot " + slot + ".");
        }
        return master;
    }

    @Override
    public Set<HostAndPort> servers() {
        return servers;
    }

    @Override
    public boolean redirects() {
        return true;
    }

    /** Each key may have a slot of its own. */
    @Override
    public int keysPerCommand() {
        return 1;
    }

    @Override
    public boolean mayReplace(HostAndPort next, HostAndPort former) {
        return next.equals(former);
    }

    @Override
    public ServerLink newLink(
            HostAndPort server, Supplier<ClaimingConnection> opener, Runnable onOpen, Executor threads) {
        return new BackgroundLink(server, opener, onOpen, threads);
    }

    /** Returns a client that finds the servers by itself. */
    @Override
    public UnifiedJedis newClient(String name, Duration timeout) {
        Set<HostAndPort> seeds = Set.copyOf(address.hosts());
        JedisClientConfig config = address.config(name, timeout);
        ClusterConnectionProvider provider = new ClusterConnectionProvider(seeds, config);
        return RedisClusterClient.builder()
                .nodes(seeds)
                .clientConfig(config)
                .connectionProvider(provider)
                .commandExecutor(new UnrepeatedExecutor(provider, timeout))
                .build();
    }

    @Override
    public synchronized void moved(int slot, HostAndPort server) {
        HostAndPort[] now = masters.clone();
        now[slot] = server;
        masters = now;
        // The next look notices if this was a server's last slot: slots move by the thousand.
        if (!servers.contains(server)) {
            servers = Stream.concat(servers.stream(), Stream.of(server)).collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public synchronized boolean look() {
        HostAndPort[] now = view().masters();
        Set<HostAndPort> found = Arrays.stream(now).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        servers = found;
        if (Arrays.equals(masters, now)) {
            return false;
        }
        masters = now;
        return true;
    }

    private ClusterView view() {
        Set<HostAndPort> nodes = new LinkedHashSet<>(servers);
        nodes.addAll(address.hosts());
        forgetOthersThan(nodes);
        ClusterView isolated = null;
        StringBuilder faults = new StringBuilder();
        for (HostAndPort node : nodes) {
            try {
                ClusterView view = ClusterView.of(connection(node).ask(ClusterView.QUESTIONS), node);
                if (view.isOk()) {
                    return view;
                }
                isolated = view;
            } catch (JedisConnectionException | JedisDataException e) {
                faults.append(' ')
                        .append(node)
                        .append(": ")
                        .append(RedisErrors.of(e).reason());
            }
        }
        if (isolated == null) {
            throw new JedisConnectionException("No node of the cluster answers." + faults);
        }
        return isolated;
    }

    private QueryConnection connection(HostAndPort node) {
        return connections.computeIfAbsent(node, host -> new QueryConnection(() -> address.connectToAsk(host)));
    }

    private void forgetOthersThan(Set<HostAndPort> nodes) {
        connections.forEach((node, connection) -> {
            if (!nodes.contains(node)) {
                connection.close();
            }
        });
        connections.keySet().retainAll(nodes);
    }

    @Override
    public synchronized void close() {
        connections.values().forEach(QueryConnection::close);
    }
}
