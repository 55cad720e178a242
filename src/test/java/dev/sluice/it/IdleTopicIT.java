package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnd;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.expiry.RedisExpiryStore;
import dev.sluice.testing.Parts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadGroupParams;

/** Which streams are idle, and what is left of them. */
class IdleTopicIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private TrimmedTopic topic;
    private SharedClient client;
    private RedisExpiryStore store;

    @BeforeEach
    void start() throws Exception {
        topic = new TrimmedTopic(true);
        client = topic.clientOf("sweeper", "on", ">secret", "~*", "+@all");
        DeadLetterBounds bounds = new DeadLetterBounds(10, Optional.empty());
        store = new RedisExpiryStore(client, () -> bounds, queue -> QueueEnd.RIGHT, "node", InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(client, topic);
    }

    private boolean isRemoved() {
        boolean removed = store.removeIdle("chat", HOUR);
        assertEquals(!removed, topic.client.exists("chat"));
        return removed;
    }

    @Test
    void topicGoesOnceItsLastEventIsOld() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 1);
        topic.add(topic.now - HOUR.toMillis() / 2, 1);
        assertFalse(isRemoved());
        topic.client.xtrim("chat", 0, false);
        assertFalse(isRemoved(), "it is empty, and its last event is young");
        topic.client.del("chat");
        topic.add(topic.now - 2 * HOUR.toMillis(), 5);
        assertTrue(isRemoved());
        assertFalse(store.removeIdle("chat", HOUR));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20240131, 1000000000, 999999999999L, 1700000000000000L, 9007199254740993L})
    void idsWithoutATimeAreNeverIdle(long id) {
        topic.add(id, 1);
        assertFalse(isRemoved());
    }

    @Test
    void streamThatNeverHadAnEventStays() {
        topic.client.xgroupCreate("chat", "group", new StreamEntryID(0, 0), true);
        assertFalse(isRemoved());
    }

    @Test
    void whatAGroupMustReadKeepsTheTopic() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 1);
        topic.client.xgroupCreate("chat", "group", new StreamEntryID(0, 0), false);
        assertFalse(isRemoved(), "not read");
        topic.client.xreadGroup(
                "group",
                "consumer",
                XReadGroupParams.xReadGroupParams(),
                Map.of("chat", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        assertFalse(isRemoved(), "not acknowledged");
        topic.client.xack("chat", "group", topic.first());
        assertTrue(isRemoved());
    }

    @Test
    void keyOfAnotherTypeStays() {
        topic.client.set("chat", "x");
        assertFalse(isRemoved());
    }

    /** Runs 100,000 scripts: some seconds. */
    @Tag("long")
    @Test
    void finishedTopicsLeaveNothingInRedis() {
        store.find(ChannelKind.STREAM, "job:*", found -> true);
        store.removeIdle("chat", HOUR);
        long before = usedMemory();
        try (Pipeline pipeline = topic.client.pipelined()) {
            for (int i = 0; i < 100_000; i++) {
                StreamEntryID id = new StreamEntryID(topic.now - 2 * HOUR.toMillis(), i);
                pipeline.xadd("job:" + i, id, Map.of("data", "finished " + i));
                if (i % 1_000 == 0) {
                    pipeline.sync();
                }
            }
        }
        assertEquals(100_000, topic.client.dbSize());
        long filled = usedMemory();
        store.find(ChannelKind.STREAM, "job:*", found -> {
            found.forEach(name -> store.removeIdle(name, HOUR));
            return true;
        });
        assertEquals(0, topic.client.dbSize());
        long left = usedMemory() - before;
        assertTrue(left < (filled - before) / 20, "bytes left: " + left);
    }

    private long usedMemory() {
        String info = topic.client.info("memory");
        return Long.parseLong(info.replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
    }
}
