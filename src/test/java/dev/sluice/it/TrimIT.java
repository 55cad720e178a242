package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.TopicPolicy;
import dev.sluice.delivery.StoreUnavailableException;
import dev.sluice.redis.RedisAddress;
import dev.sluice.redis.RedisTopicTrimmer;
import dev.sluice.redis.SharedClient;
import dev.sluice.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/** Stream topics stay within their bounds, in the Redis that comes with the jar and in the one that is installed. */
class TrimIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private RedisProcess redis;
    private Jedis client;
    private SharedClient shared;
    private RedisTopicTrimmer trimmer;
    private long now;

    private void start(boolean embedded) throws Exception {
        redis = embedded ? RedisProcess.embedded() : RedisProcess.installed();
        client = redis.client();
        shared = new SharedClient(new RedisAddress(RedisUrl.parse(redis.url())), "test");
        trimmer = new RedisTopicTrimmer(shared);
        List<String> time = client.time();
        now = Long.parseLong(time.get(0)) * 1_000;
    }

    @AfterEach
    void stop() throws Exception {
        shared.close();
        client.close();
        redis.close();
    }

    private void add(long millis, int count) {
        for (int i = 0; i < count; i++) {
            client.xadd("chat", XAddParams.xAddParams().id(new StreamEntryID(millis, i)), Map.of("data", "x"));
        }
    }

    /** Until there is nothing more to trim. */
    private long trimAll(TopicPolicy policy) {
        long sum = 0;
        for (long trimmed = trimmer.trim("chat", policy); trimmed > 0; trimmed = trimmer.trim("chat", policy)) {
            sum += trimmed;
        }
        return sum;
    }

    private static TopicPolicy policy(int maxLength, Duration maxAge) {
        return new TopicPolicy(Optional.of(maxLength), Optional.of(maxAge));
    }

    private List<StreamEntryID> ids() {
        return client.xrange("chat", "-", "+").stream().map(StreamEntry::getID).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongTopicIsTrimmedToAboutItsLength(boolean embedded) throws Exception {
        start(embedded);
        add(now, 5_000);
        assertTrue(trimAll(policy(1_000, HOUR)) >= 3_900);
        long left = client.xlen("chat");
        assertTrue(left >= 1_000 && left < 1_100, left + " are left");
        assertEquals(new StreamEntryID(now, 4_999), ids().get((int) left - 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsTooOldIsTrimmedButForTheNewestOfIt(boolean embedded) throws Exception {
        start(embedded);
        add(now - 2 * HOUR.toMillis(), 3_000);
        add(now - HOUR.toMillis() - 60_000, 7);
        add(now, 5);
        assertEquals(3_006, trimAll(policy(10_000, HOUR)));
        assertEquals(6, client.xlen("chat"));
        assertEquals(new StreamEntryID(now - HOUR.toMillis() - 60_000, 6), ids().get(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWithinItsBoundsOrNotThereStaysAsItIs(boolean embedded) throws Exception {
        start(embedded);
        assertEquals(0, trimAll(policy(10, HOUR)));
        assertEquals(0, client.exists(new String[] {"chat"}));
        add(now - 60_000, 5);
        assertEquals(0, trimAll(policy(10, HOUR)));
        assertEquals(0, trimAll(policy(10, Duration.ofDays(3650))));
        assertEquals(5, client.xlen("chat"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachBoundCanBeSwitchedOff(boolean embedded) throws Exception {
        start(embedded);
        add(now - 2 * HOUR.toMillis(), 3_000);
        assertEquals(0, trimAll(new TopicPolicy(Optional.empty(), Optional.empty())));
        trimAll(new TopicPolicy(Optional.of(1_000), Optional.empty()));
        assertTrue(client.xlen("chat") >= 1_000, client.xlen("chat") + " are left");
        trimAll(new TopicPolicy(Optional.empty(), Optional.of(HOUR)));
        assertEquals(1, client.xlen("chat"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyOfAnotherTypeIsLeftAloneAndSaid(boolean embedded) throws Exception {
        start(embedded);
        client.set("chat", "x");
        StoreUnavailableException refusal =
                assertThrows(StoreUnavailableException.class, () -> trimmer.trim("chat", policy(10, HOUR)));
        assertTrue(refusal.getMessage().contains("WRONGTYPE"), refusal.getMessage());
        assertEquals("x", client.get("chat"));
    }
}
