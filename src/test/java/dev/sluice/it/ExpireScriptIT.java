package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.RedisDeadLetters;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.expiry.RedisExpiryStore;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Whatever other programs do to a queue, no message goes by its age before it is old. A max-age of zero stands for "as old
 * as what a sweep has seen before", so that no test waits.
 */
class ExpireScriptIT {
    private static final QueueExpiry NOW = new QueueExpiry(Duration.ZERO, QueueExpiry.Fate.DEAD_LETTER);
    private static final QueueExpiry LATER = new QueueExpiry(Duration.ofHours(1), QueueExpiry.Fate.DEAD_LETTER);
    private static final String AGES = "sluice:{q}:ages";
    private static final String DEAD = "sluice:{q}:dead";

    private RedisProcess redis;
    private Jedis client;
    private SharedClient shared;
    private QueueEnd takeFrom = QueueEnd.RIGHT;
    private RedisExpiryStore store;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
        shared = new SharedClient(RedisUrlParser.parse(redis.url()), new Keyspace(Optional.empty()), "expiry");
        DeadLetterBounds bounds = new DeadLetterBounds(1_000, Optional.empty());
        store = new RedisExpiryStore(shared, () -> bounds, queue -> takeFrom, "node", InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(shared, client, redis);
    }

    /** Looks at the queue; nothing is old. */
    private void look() {
        assertEquals(0, store.expire("q", LATER, Duration.ZERO).removed());
    }

    private ExpiredMessages expire() {
        return store.expire("q", NOW, Duration.ZERO);
    }

    private List<String> letters() {
        return client.lrange(DEAD, 0, -1).stream()
                .map(letter -> letter.substring(letter.indexOf('\n') + 1))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatWasSeenBeforeGoes(QueueEnd end) {
        takeFrom = end;
        push("a", "b", "c");
        look();
        push("d", "a");
        assertEquals(new ExpiredMessages(3, false, Optional.of(new DeadLetterCount(3, 3, 0))), expire());
        assertEquals(List.of("c", "b", "a"), letters());
        assertEquals(2, client.llen("q"));
        assertEquals("d", client.lindex("q", end == QueueEnd.RIGHT ? -1 : 0));
    }

    private void push(String... messages) {
        if (takeFrom == QueueEnd.RIGHT) {
            client.lpush("q", messages);
        } else {
            client.rpush("q", messages);
        }
    }

    @Test
    void letterHasTheAgeAsItsReason() {
        push("a");
        look();
        expire();
        String letter = client.lindex(DEAD, 0);
        assertTrue(letter.startsWith("{\"reason\":\"has waited longer than the max-age of 0 s\""), letter);
    }

    @Test
    void fullRedisLetsTheTurnBegin() {
        client.configSet("maxmemory-policy", "noeviction");
        client.configSet("maxmemory", "1");
        assertThrows(JedisDataException.class, () -> client.set("x", "y"));
        assertTrue(store.beginSweep(ChannelKind.QUEUE, "q", Duration.ofMinutes(1)));
        assertFalse(store.beginSweep(ChannelKind.QUEUE, "q", Duration.ofMinutes(1)));
    }

    @Test
    void droppedMessagesAreNoDeadLetters() {
        push("a", "b");
        look();
        QueueExpiry drop = new QueueExpiry(Duration.ZERO, QueueExpiry.Fate.DROP);
        assertEquals(new ExpiredMessages(2, false, Optional.empty()), store.expire("q", drop, Duration.ZERO));
        assertEquals(List.of(), client.keys("*").stream().toList(), "nothing is left, no ages either");
    }

    /** What other programs do between the two looks, with a list of three messages, or of three equal ones. */
    @ParameterizedTest
    @CsvSource({
        "a b c, RPOP q",
        "a b c, RPUSH q young",
        "a b c, LREM q 1 b",
        "a b c, LINSERT q AFTER b young",
        "a b c, LSET q 0 young",
        "a b c, LTRIM q 0 1",
        "a b c, DEL q",
        "a a a, RPUSH q young",
        "a a a, LSET q 0 young",
        "a a a, LSET q 2 young",
    })
    void agesBeginAnewIfOthersTakeOrInsert(String texts, String command) {
        push(texts.split(" "));
        look();
        client.eval("return redis.call(unpack(ARGV))", List.of("q"), List.of(command.split(" ")));
        push("x", "y", "z");
        assertEquals(0, expire().removed(), client.lrange("q", 0, -1).toString());
        long left = client.llen("q");
        push("younger");
        assertEquals(left, expire().removed());
        assertEquals(List.of("younger"), client.lrange("q", 0, -1));
    }

    @Test
    void equalMessagesGoOneByOne() {
        push("a");
        look();
        push("a");
        look();
        push("a");
        assertEquals(2, expire().removed());
        push("a", "a");
        assertEquals(1, expire().removed());
        assertEquals(2, client.llen("q"));
    }

    @Test
    void queueThatWasEmptyBeginsAnew() {
        push("a");
        look();
        client.del("q");
        look();
        assertFalse(client.exists(AGES));
        push("a");
        assertEquals(0, expire().removed());
    }

    @Test
    void retriedLettersBeginNewLives() throws Exception {
        push("a");
        look();
        expire();
        push("a");
        look();
        try (RedisDeadLetters letters = new RedisDeadLetters(
                RedisUrlParser.parse(redis.url()), new Keyspace(Optional.empty()), queue -> takeFrom)) {
            assertEquals(1, letters.take("q", RedisDeadLetters.Fate.RETRY, 1, 1));
        }
        assertFalse(client.exists(AGES));
        assertEquals(0, expire().removed());
        assertEquals(2, client.llen("q"));
    }

    @Test
    void oneCallRemovesABoundedNumber() {
        for (int i = 0; i < 1_200; i++) {
            push("m" + i);
        }
        look();
        push("young");
        // So that it is not seen before the end.
        Duration interval = Duration.ofHours(1);
        ExpiredMessages first = store.expire("q", NOW, interval);
        assertEquals(500, first.removed());
        assertTrue(first.hasMore());
        assertEquals(500, store.expire("q", NOW, interval).removed());
        assertEquals(
                new ExpiredMessages(200, false, Optional.of(new DeadLetterCount(200, 1_000, 200))),
                store.expire("q", NOW, interval));
        assertEquals(List.of("young"), client.lrange("q", 0, -1));
    }

    @Test
    void longMessagesGoInFewerPieces() {
        String megabyte = "x".repeat(1 << 20);
        push(megabyte, megabyte, megabyte, megabyte, megabyte, megabyte);
        look();
        assertEquals(4, expire().removed());
        assertEquals(2, expire().removed());
    }

    @Test
    void marksOfABusyQueueStayFew() {
        for (int i = 0; i < 200; i++) {
            push("m" + i);
            look();
        }
        assertEquals(50, client.hget(AGES, "marks").split(",").length);
        assertTrue(client.pttl(AGES) > Duration.ofDays(6).toMillis());
        assertEquals(50, expire().removed(), "those beyond the last mark are seen from now on");
        assertEquals(150, expire().removed());
    }

    @Test
    void deliveryCountsGoWithTheirMessages() {
        push("a");
        client.hset("sluice:{q}:deliveries", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "3,1");
        client.hset("sluice:{q}:deliveries", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8@", "1");
        look();
        expire();
        assertEquals("1", client.hget("sluice:{q}:deliveries", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"));
    }

    @Test
    void keysOfOtherTypesAreLeftAlone() {
        client.set("q", "x");
        assertEquals(ExpiredMessages.NONE, expire());
        client.del("q");
        push("a");
        look();
        client.set(DEAD, "x");
        assertThrows(ExpiryRefusedException.class, this::expire);
        assertEquals(1, client.llen("q"));
        client.del(DEAD, AGES);
        client.set(AGES, "x");
        assertThrows(ExpiryRefusedException.class, this::expire);
        assertEquals(List.of("a"), client.lrange("q", 0, -1));
    }
}
