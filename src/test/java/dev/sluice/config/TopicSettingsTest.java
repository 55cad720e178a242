package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.config.Sources.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings of single topics in the file; what they share with those of queues, {@link QueueSettingsTest} has. */
class TopicSettingsTest {
    private static final String EXAMPLE = """
            topic-max-length: 100
            topics:
              chat:
              "room:*":
                max-length: 500
                max-age: 2h
              "job:*":
                idle-ttl: 10m
            pubsub-topics:
              sse_messages:
              ticker:
                format: json
            """;

    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void noSourceSaysAnything() {
        sources = new Sources(directory);
    }

    @Test
    void eachStreamTopicHasItsSettings() {
        Settings settings = sources.withFile(EXAMPLE).load();
        assertEquals("chat,room:*,job:*", settings.topics().toString());
        ChannelPolicies<TopicPolicy> policies = settings.topicPolicies();
        assertEquals(policy(100, Duration.ofHours(24)), policies.of("chat"));
        assertEquals(policy(500, Duration.ofHours(2)), policies.of("room:7"));
        assertEquals("room:*", policies.entryOf("room:7"));
        assertEquals(Optional.of(Duration.ofMinutes(10)), policies.of("job:7").idleTtl());
    }

    private static TopicPolicy policy(int maxLength, Duration maxAge) {
        return new TopicPolicy(Optional.of(maxLength), Optional.of(maxAge), Optional.empty(), HistoryCache.PRIVATE);
    }

    @Test
    void eachBoundOfATopicCanBeOff() {
        Settings settings = sources.withFile("""
                        topic-max-age: none
                        topics:
                          log:
                            max-length: none
                          orders:
                            max-age: 1h
                        """).load();
        ChannelPolicies<TopicPolicy> policies = settings.topicPolicies();
        assertEquals(
                new TopicPolicy(Optional.empty(), Optional.empty(), Optional.empty(), HistoryCache.PRIVATE),
                policies.of("log"));
        assertFalse(policies.of("log").isBounded());
        assertEquals(policy(10_000, Duration.ofHours(1)), policies.of("orders"));
        String told = settings.toString();
        assertTrue(told.contains("log{max-length=none max-age=none idle-ttl=none history-cache=private}"), told);
    }

    @Test
    void eachPubsubTopicHasItsSettings() {
        Settings settings = sources.withFile(EXAMPLE).load();
        assertEquals("sse_messages,ticker", settings.pubsubTopics().toString());
        ChannelPolicies<PubsubTopicPolicy> policies = settings.pubsubTopicPolicies();
        assertEquals(MessageFormat.TEXT, policies.of("sse_messages").format());
        assertEquals(MessageFormat.JSON, policies.of("ticker").format());
    }

    @ParameterizedTest
    @CsvSource({
        "topics, ack, topic, 'max-length, max-age, idle-ttl, history-cache'",
        "topics, format, topic, 'max-length, max-age, idle-ttl, history-cache'",
        "pubsub-topics, max-age, pubsub-topic, format",
        "queues, idle-ttl, queue, 'ack, prefetch, visibility-timeout, max-deliveries, max-returns, format, take-from,"
                + " max-age, expired'",
    })
    void settingOfAnotherKindIsRefused(String list, String name, String kind, String known) {
        sources.withFile(list + ": {news: {" + name + ": 1}}")
                .assertRefused("no setting " + name + " for the " + kind + " news", "there are " + known + ".");
    }

    @ParameterizedTest
    @DisplayName("A wrong value is named with its setting, its topic and the file")
    @CsvSource({"topics, max-length, 0", "topics, max-age, 500ms", "pubsub-topics, format, xml"})
    void wrongValueIsNamedWithItsPlace(String list, String name, String value) {
        sources.withFile(list + ": {news: {" + name + ": " + value + "}}")
                .assertRefused(
                        "The setting " + name + " for the ",
                        " news under " + list,
                        "\"" + value + "\"",
                        sources.file().toString());
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void nameCannotBeBothQueueAndTopic(Source source) {
        sources.with(source, Setting.QUEUES, "orders,chat")
                .assertRefused("The name chat", "SLUICE_QUEUES", "SLUICE_TOPICS");
    }

    @Test
    void otherwiseNamesAndPatternsMayMeet() {
        Settings settings = sources.with(Source.OPTION, Setting.QUEUES, "a,*")
                .with(Source.OPTION, Setting.TOPICS, "b,*")
                .with(Source.OPTION, Setting.PUBSUB_TOPICS, "a,b,*")
                .load();
        assertTrue(settings.topics().matches("a"));
        assertTrue(settings.queues().matches("b"));
    }

    @Test
    void theSettingsTellWhatHoldsForEachEntry() {
        String told = sources.withFile(EXAMPLE).load().toString();
        assertTrue(told.contains("topics=chat,room:*,job:* "), told);
        assertTrue(told.contains("room:*{max-length=500 max-age=PT2H idle-ttl=none history-cache=private}"), told);
        assertTrue(told.contains("ticker{format=json}"), told);
    }
}
