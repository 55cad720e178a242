package dev.sluice.redis.topology;

import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server has all keys. */
public record SingleServer(HostAndPort server, Set<HostAndPort> servers) implements Topology {
    public SingleServer(HostAndPort server) {
        this(server, Set.of(server));
    }

    @Override
    public HostAndPort serverOf(int slot) {
        return server;
    }
}
