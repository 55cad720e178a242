package dev.sluice.testing;

import java.util.List;
import redis.clients.jedis.Jedis;

/**
 * Two nodes with the same options on one Redis, both ready.
 *
 * @param client of the same Redis; one thread at a time
 */
public record TwoNodes(RedisProcess redis, NodeProcess node, NodeProcess other, Jedis client) implements AutoCloseable {
    public static TwoNodes start(String... options) throws Exception {
        return start(RedisProcess.embedded(), options);
    }

    /** Two nodes on this Redis, which is closed with them. */
    public static TwoNodes start(RedisProcess redis, String... options) throws Exception {
        TwoNodes both = new TwoNodes(
                redis, NodeProcess.start(redis, options), NodeProcess.start(redis, options), redis.client());
        for (NodeProcess each : List.of(both.node, both.other)) {
            each.awaitReady();
        }
        return both;
    }

    @Override
    public void close() throws Exception {
        node.close();
        other.close();
        client.close();
        redis.close();
    }
}
