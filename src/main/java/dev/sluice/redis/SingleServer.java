package dev.sluice.redis;

import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server has all keys. */
record SingleServer(HostAndPort server, Set<HostAndPort> servers) implements Topology {
    SingleServer(HostAndPort server) {
        this(server, Set.of(server));
    }

    @Override
    public HostAndPort serverOf(int slot) {
        return server;
    }
}
