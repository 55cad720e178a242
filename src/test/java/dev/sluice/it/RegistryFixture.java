package dev.sluice.it;

import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RegistryAtRedis;
import org.junit.jupiter.api.AfterEach;
import redis.clients.jedis.UnifiedJedis;

/** A registry of connections in a Redis of its own, which one node has joined. */
abstract class RegistryFixture {
    static final String NODE = "aaaaaaaa";

    RedisProcess redis;
    UnifiedJedis client;
    RegistryAtRedis at;

    void startAt(RedisProcess own) {
        redis = own;
        client = redis.sharedClient();
        at = new RegistryAtRedis(redis.url(), client);
        at.join(NODE);
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(at, client, redis);
    }
}
