package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.RedisRevocations;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.PublishException;
import dev.sluice.store.RevocationStore;
import dev.sluice.store.RevocationStore.Recent;
import dev.sluice.store.RevocationStore.Revocation;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Revocations in the Redis that comes with the jar and in the one that is installed. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class RevocationStoreIT {
    private static final String KEY = "sluice:{sluice:lifecycle}:revocations";
    private static final Duration DAY = Duration.ofDays(1);

    @Parameter
    private boolean embedded;

    private RedisProcess redis;
    private Jedis jedis;
    private SharedClient client;
    private RevocationStore store;

    @BeforeEach
    void start() throws Exception {
        redis = embedded ? RedisProcess.embedded() : RedisProcess.installed();
        jedis = redis.client();
        client = new SharedClient(RedisUrlParser.parse(redis.url()), new Keyspace(Optional.empty()), "test");
        store = new RedisRevocations(client, DAY);
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(client, jedis, redis);
    }

    private long now() {
        List<String> time = jedis.time();
        return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }

    /** Adds users as if they had been revoked at that time, one millisecond after the other. */
    private void fill(int count, long first) {
        jedis.eval(
                "for i = 1, ARGV[1] do redis.call('ZADD', KEYS[1], string.format('%.0f', ARGV[2] + i), 'user' .. i) end",
                List.of(KEY), List.of(String.valueOf(count), String.valueOf(first)));
    }

    @Test
    void keepsTheTimeOfRedis() throws Exception {
        long before = now();
        Revocation ann = store.revoke("ann é");
        assertTrue(ann.millis() >= before && ann.millis() <= now(), ann.toString());
        Recent recent = store.since(before);
        assertEquals(List.of(ann), recent.revocations());
        assertEquals(1, recent.count());
        assertTrue(recent.now() >= ann.millis());
        assertEquals(List.of(ann), store.all());
        assertEquals(List.of(), store.since(Long.MAX_VALUE).revocations());
    }

    @Test
    void timesNeverGoBack() throws Exception {
        double future = now() + 3_600_000;
        jedis.zadd(KEY, future, "ann");
        store.revoke("ann");
        store.restore(List.of(new Revocation("ann", now() - 5)));
        assertEquals(future, jedis.zscore(KEY, "ann"));
        assertEquals(1, store.restore(List.of(new Revocation("ann", (long) future + 1))));
        assertEquals(future + 1, jedis.zscore(KEY, "ann"));
    }

    @Test
    void oldOnesAreRemoved() throws Exception {
        long old = now() - DAY.toMillis() - 1;
        jedis.zadd(KEY, old, "old");
        jedis.zadd(KEY, Double.NEGATIVE_INFINITY, "older");
        jedis.zadd(KEY, old + 60_000, "young");
        assertEquals(1, store.since(0).count());
        store.restore(List.of(new Revocation("old", old)));
        assertEquals(Set.of("young"), Set.copyOf(jedis.zrange(KEY, 0, -1)));
        jedis.zadd(KEY, old, "old");
        store.revoke("ann");
        assertEquals(Set.of("young", "ann"), Set.copyOf(jedis.zrange(KEY, 0, -1)));
    }

    @Test
    void manyAreReadInPieces() {
        long first = now();
        fill(2_500, first);
        assertEquals(2_500, Set.copyOf(store.since(first).revocations()).size());
        assertEquals(500, store.since(first + 2_001).revocations().size());
        assertEquals(2_500, Set.copyOf(store.all()).size());
    }

    @Test
    void manyAreRestored() {
        long time = now();
        List<Revocation> lost = IntStream.range(0, 2_500)
                .mapToObj(i -> new Revocation("user" + i, time + i))
                .toList();
        assertEquals(2_500, store.restore(lost));
        assertEquals(Set.copyOf(lost), Set.copyOf(store.all()));
    }

    @Test
    void aFullStoreRefusesFurtherUsers() throws Exception {
        fill(RevocationStore.MAX, now());
        PublishException refusal = assertThrows(PublishException.class, () -> store.revoke("ann"));
        assertTrue(refusal.getMessage().contains("100000 users"), refusal.getMessage());
        assertEquals(0, store.restore(List.of(new Revocation("ann", now()))));
        store.revoke("user1");
        assertEquals(RevocationStore.MAX, jedis.zcard(KEY));
        assertEquals(RevocationStore.MAX, Set.copyOf(store.all()).size());
    }

    @Test
    void fullMemoryKeepsNobodyFromRevoking() throws Exception {
        store.revoke("ann");
        jedis.configSet("maxmemory", "1");
        store.revoke("bert");
        assertEquals(2, store.since(0).count());
    }

    @Test
    void timesOfOthersMayBeAnything() {
        jedis.zadd(KEY, Double.POSITIVE_INFINITY, "ann");
        assertEquals(9_007_199_254_740_991L, store.since(0).revocations().get(0).millis());
        assertEquals(Long.MAX_VALUE, store.all().get(0).millis());
    }

    @Test
    void saysWhyItCannotRead() {
        jedis.set(KEY, "text");
        assertThrows(WrongTypeException.class, () -> store.all());
        RuntimeException refusal = assertThrows(RuntimeException.class, () -> store.since(0));
        assertTrue(refusal.getMessage().contains("Redis"), refusal.getMessage());
        redis.stop();
        assertThrows(StoreUnavailableException.class, () -> store.since(0));
    }
}
