package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.PipelinedConnection;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.NodeKeys;
import dev.sluice.redis.topology.Topologies;
import dev.sluice.redis.topology.Topology;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A check of a Redis before a node or the bridge uses it. */
public final class RedisCheck {
    private RedisCheck() {}

    /**
     * Checks if Redis can be used, by a write that changes nothing: a replica, and a user with read access only, answer
     * reads. In a cluster the server with the keys of the nodes is checked.
     *
     * @return why Redis cannot be used, as a sentence, or empty
     */
    public static Optional<String> findFault(RedisUrl url, Keyspace keys) {
        NodeKeys nodes = keys.nodes();
        int slot = JedisClusterCRC16.getSlot(nodes.leases());
        try (Topology topology = Topologies.of(url);
                PipelinedConnection connection = topology.address().connect(topology.serverOf(slot), "check")) {
            connection.sendCommand(nodes.writeProof());
            connection.getOne();
            return Optional.empty();
        } catch (JedisException e) {
            return Optional.of(RedisErrors.of(e).unusable(url) + ".");
        }
    }
}
