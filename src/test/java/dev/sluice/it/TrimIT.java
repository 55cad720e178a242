package dev.sluice.it;

import static dev.sluice.it.TrimmedTopic.HOUR;
import static dev.sluice.it.TrimmedTopic.longest;
import static dev.sluice.it.TrimmedTopic.oldest;
import static dev.sluice.it.TrimmedTopic.policy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.redis.RedisTopicTrimmer;
import dev.sluice.redis.SharedClient;
import dev.sluice.store.WrongTypeException;
import dev.sluice.store.topic.TrimResult;
import dev.sluice.store.topic.TrimResult.Trimmed;
import dev.sluice.testing.Parts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.StreamEntryID;

/** Stream topics stay within their bounds, in the Redis that comes with the jar and in the one that is installed. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class TrimIT {
    @Parameter
    private boolean embedded;

    private TrimmedTopic topic;

    @BeforeEach
    void start() throws Exception {
        topic = new TrimmedTopic(embedded);
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(topic);
    }

    @Test
    @DisplayName("A long topic is trimmed to about its length")
    void longTopicIsTrimmedToItsLength() {
        topic.add(topic.now, 5_000);
        assertTrue(topic.trimAll(policy(1_000, HOUR)).removed() >= 3_900);
        topic.assertLength(1_000, 1_099);
        assertEquals(new StreamEntryID(topic.now, 4_999), topic.ids().get((int) topic.length() - 1));
    }

    @Test
    void longTrimmingSaysThatMoreMayFollow() {
        topic.add(topic.now, 12_000);
        Trimmed first = (Trimmed) topic.trimmer.trim("chat", longest(100));
        assertTrue(first.removed() < 11_900 && first.hasMore(), first.toString());
        topic.trimAll(longest(100));
        topic.add(topic.now + 1, 500);
        assertFalse(((Trimmed) topic.trimmer.trim("chat", longest(100))).hasMore());
    }

    @Test
    void oldEventsGoButTheNewestOfThem() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 3_000);
        topic.add(topic.now - HOUR.toMillis() - 60_000, 7);
        topic.add(topic.now, 5);
        assertEquals(3_006, topic.trimAll(policy(10_000, HOUR)).removed());
        assertEquals(6, topic.length());
        assertEquals(new StreamEntryID(topic.now - HOUR.toMillis() - 60_000, 6), topic.first());
    }

    @Test
    void topicWithinBoundsOrAbsentStays() {
        assertEquals(0, topic.trimAll(policy(10, HOUR)).removed());
        assertFalse(topic.client.exists("chat"));
        topic.add(topic.now - 60_000, 5);
        assertEquals(0, topic.trimAll(policy(10, HOUR)).removed());
        assertEquals(0, topic.trimAll(policy(10, Duration.ofDays(3650))).removed());
        assertEquals(5, topic.length());
    }

    /** From counters over seconds to what lies in the future as a time: dates and times in digits, microseconds. */
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "20010101, 1",
        "1000000000, 1",
        "200109090146, 1",
        "999999999500, 1",
        "20240131235959, 1",
        "1700000000000000, 1000000",
        "18446744073709551, 1",
    })
    void idsWithoutATimeAreNeverOld(long first, long step) {
        for (int i = 0; i < 500; i++) {
            topic.add(new StreamEntryID(first + i * step, 0));
        }
        assertEquals(0, topic.trimAll(policy(10_000, Duration.ofSeconds(1))).removed());
        assertEquals(500, topic.length());
    }

    @Test
    @DisplayName("The first id that counts as a time is of September 2001")
    void timesBeginInSeptember2001() {
        topic.add(1_000_000_000_000L, 500);
        assertEquals(499, topic.trimAll(oldest(Duration.ofDays(3650))).removed());
    }

    @Test
    @DisplayName("Times behind ids of the application's own stay as long as these")
    void timesBehindCustomIdsStayWithThem() {
        topic.add(1, 5);
        topic.add(topic.now - 2 * HOUR.toMillis(), 300);
        topic.add(topic.now, 1);
        assertEquals(0, topic.trimAll(policy(10_000, HOUR)).removed());
        for (int i = 0; i < 5; i++) {
            topic.client.xdel("chat", new StreamEntryID(1, i));
        }
        assertEquals(299, topic.trimAll(policy(10_000, HOUR)).removed());
    }

    @Test
    void customIdsAreTrimmedByLength() {
        topic.add(1, 500);
        topic.trimAll(policy(100, HOUR));
        topic.assertLength(100, 199);
    }

    @Test
    void eachBoundCanBeSwitchedOff() {
        topic.add(topic.now - 2 * HOUR.toMillis(), 3_000);
        assertEquals(
                0,
                topic.trimAll(new TopicPolicy(
                                Optional.empty(), Optional.empty(), Optional.empty(), HistoryCache.PRIVATE))
                        .removed());
        assertEquals(3_000, topic.length());
        topic.trimAll(longest(1_000));
        topic.assertLength(1_000, 1_099);
        topic.trimAll(oldest(HOUR));
        assertEquals(1, topic.length());
    }

    @Test
    void keyOfAnotherTypeIsReportedAndKept() {
        topic.client.set("chat", "x");
        WrongTypeException refusal =
                assertThrows(WrongTypeException.class, () -> topic.trimmer.trim("chat", policy(10, HOUR)));
        assertTrue(refusal.getMessage().contains("\"chat\""), refusal.getMessage());
        assertEquals("x", topic.client.get("chat"));
    }

    @ParameterizedTest
    @DisplayName("What the ACL forbids is refused, and nothing is trimmed")
    @ValueSource(strings = {"-xtrim", "-xinfo", "-@write", "resetkeys"})
    void forbiddenTrimIsRefused(String rule) {
        topic.add(topic.now, 500);
        try (SharedClient client = topic.clientOf("u", "on", ">secret", "~*", "+@all", rule)) {
            TrimResult result = new RedisTopicTrimmer(client).trim("chat", longest(10));
            assertInstanceOf(TrimResult.Refused.class, result);
        }
        assertEquals(500, topic.length());
    }
}
