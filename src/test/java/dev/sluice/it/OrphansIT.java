package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.redis.RedisLeaseStore;
import dev.sluice.redis.RedisServers;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.LeaseStore.Orphan;
import dev.sluice.store.ReturnResult;
import dev.sluice.testing.RedisProcess;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What becomes of a queue whose sessions could not be asked for. */
class OrphansIT {
    @Test
    @DisplayName("A queue whose sessions are unknown does not count as recovered")
    void unknownSessionsAreNotRecovered() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                RedisServers servers = redis.servers()) {
            RedisLeaseStore leases = new RedisLeaseStore(servers, queue -> false);
            client.set("sluice:{bad}:sessions", "not a hash");
            client.hset("sluice:{good}:sessions", "node.1.1", "1");
            client.lpush("sluice:{good}:processing:node.1.1", "1", "2");
            LeaseStore.OrphanSearch search = leases.orphans("node.1", List.of("bad", "good"));
            assertEquals(List.of(new Orphan("good", "node.1.1")), search.orphans());
            assertEquals(Set.of("bad"), search.failed().keySet());
            assertEquals(List.of(new ReturnResult.Returned(2)), leases.recover(search.orphans()));
            assertEquals(List.of("2", "1"), client.lrange("good", 0, -1));
        }
    }
}
