package dev.sluice.redis.topology;

import dev.sluice.redis.link.ErrorText;
import dev.sluice.redis.link.QueryConnection;
import dev.sluice.redis.link.RedisAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Each slot of a cluster has its master. Any node is asked which, rather one that is not cut off from the rest. */
final class ClusterSlots implements Topology {
    private final RedisAddress address;
    private final Map<HostAndPort, QueryConnection> informants = new HashMap<>();

    // Written under the lock, and replaced as a whole.
    private volatile HostAndPort[] masters = new HostAndPort[Protocol.CLUSTER_HASHSLOTS];
    private volatile Set<HostAndPort> servers = Set.of();

    ClusterSlots(RedisAddress address) {
        this.address = address;
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

    @Override
    public synchronized void moved(int slot, HostAndPort server) {
        HostAndPort[] now = masters.clone();
        now[slot] = server;
        masters = now;
        // A server whose last slot this was is noticed by the next look: slots move by the thousand.
        if (!servers.contains(server)) {
            servers = Stream.concat(servers.stream(), Stream.of(server)).collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public synchronized boolean look() {
        HostAndPort[] now = view().masters();
        Set<HostAndPort> found = Arrays.stream(now).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        if (!found.equals(servers)) {
            servers = found;
        }
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
        ClusterView doubtful = null;
        StringBuilder faults = new StringBuilder();
        for (HostAndPort node : nodes) {
            try {
                ClusterView view = ClusterView.of(informant(node).ask(ClusterView.QUESTIONS), node);
                if (view.isOk()) {
                    return view;
                }
                doubtful = view;
            } catch (JedisConnectionException | JedisDataException e) {
                faults.append(' ').append(node).append(": ").append(ErrorText.of(e));
            }
        }
        if (doubtful == null) {
            throw new JedisConnectionException("No node of the cluster answers." + faults);
        }
        return doubtful;
    }

    private QueryConnection informant(HostAndPort node) {
        return informants.computeIfAbsent(node, host -> new QueryConnection(() -> address.connectToAsk(host)));
    }

    private void forgetOthersThan(Set<HostAndPort> nodes) {
        informants.forEach((node, informant) -> {
            if (!nodes.contains(node)) {
                informant.close();
            }
        });
        informants.keySet().retainAll(nodes);
    }

    @Override
    public synchronized void close() {
        informants.values().forEach(QueryConnection::close);
    }
}
