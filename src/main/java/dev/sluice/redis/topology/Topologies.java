package dev.sluice.redis.topology;

import dev.sluice.config.RedisUrl;

/** The kinds of topologies. */
public final class Topologies {
    private Topologies() {}

    /** Makes the topology for a URL; no server is asked yet. */
    public static Topology of(RedisUrl url) {
        return switch (url.kind()) {
            case SINGLE -> new SingleServer(url);
            case SENTINEL -> new SentinelMaster(url);
            case CLUSTER -> new ClusterSlots(url);
        };
    }
}
