package dev.sluice.redis.topology;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.RedisAddress;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server, which always has all keys. */
final class SingleServer implements Topology {
    private final RedisAddress address;
    private final HostAndPort server;
    private final Set<HostAndPort> servers;

    SingleServer(RedisUrl url) {
        address = new RedisAddress(url, RedisAddress.TIMEOUT);
        server = address.hosts().get(0);
        servers = Set.of(server);
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    @Override
    public HostAndPort serverOf(int slot) {
        return server;
    }

    @Override
    public Set<HostAndPort> servers() {
        return servers;
    }

    @Override
    public boolean mayChange() {
        return false;
    }
}
