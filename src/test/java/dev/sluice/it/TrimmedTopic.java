package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.RedisTopicTrimmer;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.topic.TrimResult.Trimmed;
import dev.sluice.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** The stream {@code chat} in a Redis of its own, and what trims it. */
final class TrimmedTopic implements AutoCloseable {
    static final Duration HOUR = Duration.ofHours(1);

    private static final Keyspace KEYS = new Keyspace(Optional.empty());

    private final RedisProcess redis;
    private final SharedClient shared;
    final Jedis client;
    final RedisTopicTrimmer trimmer;
    /** The server's time in milliseconds, when it had started. */
    final long now;

    /** @param embedded whether the Redis is the one that comes with the jar, else the one that is installed */
    TrimmedTopic(boolean embedded) throws Exception {
        redis = embedded ? RedisProcess.embedded() : RedisProcess.installed();
        client = redis.client();
        shared = new SharedClient(RedisUrlParser.parse(redis.url()), KEYS, "test");
        trimmer = new RedisTopicTrimmer(shared);
        now = Long.parseLong(client.time().get(0)) * 1_000;
    }

    static TopicPolicy policy(int maxLength, Duration maxAge) {
        return new TopicPolicy(Optional.of(maxLength), Optional.of(maxAge), Optional.empty(), HistoryCache.PRIVATE);
    }

    static TopicPolicy longest(int maxLength) {
        return new TopicPolicy(Optional.of(maxLength), Optional.empty(), Optional.empty(), HistoryCache.PRIVATE);
    }

    static TopicPolicy oldest(Duration maxAge) {
        return new TopicPolicy(Optional.empty(), Optional.of(maxAge), Optional.empty(), HistoryCache.PRIVATE);
    }

    /** A client that Redis lets in as an ACL user. */
    SharedClient clientOf(String user, String... rules) {
        client.aclSetUser(user, rules);
        return new SharedClient(
                RedisUrlParser.parse("redis://" + user + ":secret@127.0.0.1:" + redis.port()), KEYS, "test");
    }

    /** Adds entries whose ids have the same first number, and the second from 0 on. */
    void add(long first, int count) {
        for (int i = 0; i < count; i++) {
            add(new StreamEntryID(first, i));
        }
    }

    void add(StreamEntryID id) {
        client.xadd("chat", XAddParams.xAddParams().id(id), Map.of("data", "x"));
    }

    /** Until there is nothing more to trim; what was removed and lost in all. */
    Trimmed trimAll(TopicPolicy policy) {
        long removed = 0;
        long unread = 0;
        TreeSet<String> groups = new TreeSet<>();
        Trimmed last;
        do {
            last = (Trimmed) trimmer.trim("chat", policy);
            removed += last.removed();
            unread += last.unread();
            groups.addAll(last.groups());
        } while (last.removed() > 0);
        return new Trimmed(removed, false, unread, List.copyOf(groups));
    }

    void createGroup(String name, StreamEntryID after) {
        client.xgroupCreate("chat", name, after, false);
    }

    /** A consumer of the group reads so many; these are pending. */
    List<StreamEntryID> read(String group, int count) {
        return client
                .xreadGroup(
                        group,
                        "consumer",
                        XReadGroupParams.xReadGroupParams().count(count),
                        Map.of("chat", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
                .stream()
                .flatMap(stream -> stream.getValue().stream())
                .map(StreamEntry::getID)
                .toList();
    }

    void acknowledge(String group, List<StreamEntryID> ids) {
        client.xack("chat", group, ids.toArray(StreamEntryID[]::new));
    }

    List<StreamEntryID> ids() {
        return client.xrange("chat", "-", "+").stream().map(StreamEntry::getID).toList();
    }

    StreamEntryID first() {
        return client.xrange("chat", "-", "+", 1).get(0).getID();
    }

    long length() {
        return client.xlen("chat");
    }

    void assertLength(long least, long most) {
        long length = length();
        assertTrue(length >= least && length <= most, length + " are left");
    }

    @Override
    public void close() throws Exception {
        shared.close();
        client.close();
        redis.close();
    }
}
