package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.config.Sources.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of single queues in the file. */
class QueueSettingsTest {
    private static final String EXAMPLE = """
            queues:
              message_list:
              orders:
                ack: client
                prefetch: 4
                visibility-timeout: 1m
                max-deliveries: 3
              "inbox:*":
                ack: none
                format: json
            """;

    private static final QueuePolicy DEFAULTS = new QueuePolicy(
            AckMode.SENT, 1, Duration.ofSeconds(30), 5, 100, MessageFormat.TEXT, QueueEnd.RIGHT, Optional.empty());

    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void noSourceSaysAnything() {
        sources = new Sources(directory);
    }

    @Test
    void entriesNameTheServedQueuesInOrder() {
        Settings settings = sources.withFile(EXAMPLE).load();
        assertEquals("message_list,orders,inbox:*", settings.queues().toString());
        assertEquals(
                List.of("message_list", "orders", "inbox:*"),
                List.copyOf(settings.queuePolicies().entries().keySet()));
        assertEquals(Optional.of("message_list"), settings.queues().firstName());
    }

    @Test
    void eachEntryHasItsSettings() {
        QueuePolicies policies = sources.withFile(EXAMPLE).load().queuePolicies();
        assertEquals(DEFAULTS, policies.of("message_list"));
        assertEquals(
                new QueuePolicy(
                        AckMode.CLIENT,
                        4,
                        Duration.ofMinutes(1),
                        3,
                        100,
                        MessageFormat.TEXT,
                        QueueEnd.RIGHT,
                        Optional.empty()),
                policies.of("orders"));
        assertEquals(
                new QueuePolicy(
                        AckMode.NONE,
                        1,
                        Duration.ofSeconds(30),
                        5,
                        100,
                        MessageFormat.JSON,
                        QueueEnd.RIGHT,
                        Optional.empty()),
                policies.of("inbox:7"));
    }

    @Test
    void eachQueueHasItsMaxAge() {
        QueuePolicies policies = sources.withFile("""
                        queue-max-age: 24h
                        queue-expired: drop
                        queues:
                          message_list:
                          orders: {max-age: none}
                          "inbox:*": {max-age: 1m, expired: dead-letter}
                        """).load().queuePolicies();
        assertEquals(
                Optional.of(new QueueExpiry(Duration.ofHours(24), QueueExpiry.Fate.DROP)),
                policies.of("message_list").expiry());
        assertEquals(Optional.empty(), policies.of("orders").expiry());
        assertEquals(
                Optional.of(new QueueExpiry(Duration.ofMinutes(1), QueueExpiry.Fate.DEAD_LETTER)),
                policies.of("inbox:7").expiry());
        assertTrue(policies.expires("message_list") && policies.expires("inbox:7"));
        assertFalse(policies.expires("orders"));
        assertFalse(
                new Sources(directory).withFile(EXAMPLE).load().queuePolicies().mayExpire());
    }

    @ParameterizedTest
    @DisplayName("What an entry leaves out is as for all queues, from whatever source")
    @EnumSource(Source.class)
    void entryInheritsWhatItLeavesOut(Source source) {
        QueuePolicies policies = sources.withFile(EXAMPLE)
                .with(source, Setting.QUEUE_PREFETCH, "9")
                .with(source, Setting.QUEUE_ACK, "client")
                .load()
                .queuePolicies();
        assertEquals(9, policies.of("message_list").prefetch());
        assertEquals(AckMode.CLIENT, policies.of("message_list").ack());
        assertEquals(4, policies.of("orders").prefetch());
        assertEquals(9, policies.of("inbox:7").prefetch());
        assertEquals(AckMode.NONE, policies.of("inbox:7").ack());
        assertEquals(9, policies.of("another").prefetch());
    }

    @ParameterizedTest
    @DisplayName("If a stronger source names other queues, the file's entries still give them settings")
    @EnumSource(
            value = Source.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FILE"})
    void entriesApplyToQueuesFromStrongerSources(Source source) {
        Settings settings = sources.withFile(EXAMPLE)
                .with(source, Setting.QUEUES, "inbox:7,new,inbox:a*")
                .load();
        assertEquals("inbox:7,new,inbox:a*", settings.queues().toString());
        QueuePolicies policies = settings.queuePolicies();
        assertEquals(AckMode.NONE, policies.of("inbox:7").ack());
        assertEquals(DEFAULTS, policies.of("new"));
        assertEquals(AckMode.NONE, policies.of("inbox:abc").ack());
        assertEquals("inbox:7", policies.entryOf("inbox:7"));
        assertEquals("new", policies.entryOf("new"));
        assertEquals("inbox:*", policies.entryOf("inbox:abc"));
        assertEquals(AckMode.NONE, policies.entries().get("inbox:a*").ack());
    }

    @Test
    void patternOfTheFilePrecedesServedOnes() {
        QueuePolicies policies = sources.withFile("queues:\n  '*:log':\n    format: json\n")
                .with(Source.OPTION, Setting.QUEUES, "shop:*")
                .load()
                .queuePolicies();
        assertEquals(MessageFormat.JSON, policies.of("shop:log").format());
        assertEquals("shop:*", policies.entryOf("shop:orders"));
        assertEquals(DEFAULTS, policies.of("shop:orders"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"queues: [a, 'b*']", "queues: a,b*", "queues: {a: , 'b*': {}}", "queues:\n  a: null\n  b*:\n"})
    void listEqualsMapWithoutSettings(String yaml) {
        Settings settings = sources.withFile(yaml).load();
        assertEquals("a,b*", settings.queues().toString());
        assertEquals(DEFAULTS, settings.queuePolicies().of("a"));
        assertEquals("b*", settings.queuePolicies().entryOf("bc"));
    }

    @Test
    void queueMayBeTakenFromTheLeft() {
        QueuePolicies policies = sources.withFile("queues: {message_list: {}, 'jobs:*': {take-from: left}}")
                .load()
                .queuePolicies();
        assertEquals(QueueEnd.LEFT, policies.takeFrom("jobs:1"));
        assertEquals(QueueEnd.RIGHT, policies.takeFrom("message_list"));
        assertEquals(
                QueueEnd.LEFT,
                new Sources(directory)
                        .withFile("queue-take-from: left")
                        .load()
                        .queuePolicies()
                        .takeFrom("any"));
    }

    @Test
    void warnsOfExpiredWithoutAMaxAge() {
        assertEquals(
                List.of("The setting expired for the queue b under queues in the file " + sources.file()
                        + " has no effect: the queue has no max-age."),
                sources.withFile("queues: {a: {max-age: 1m, expired: drop}, b: {expired: drop}}")
                        .warnings());
        assertEquals(
                List.of("SLUICE_QUEUE_EXPIRED has no effect, because no queue has a max-age."),
                new Sources(directory)
                        .with(Source.ENVIRONMENT, Setting.QUEUE_EXPIRED, "drop")
                        .warnings());
    }

    @Test
    void warnsOfSettingsOfAnotherMode() {
        String file = "queues: {a: {prefetch: 4}, b: {ack: client, prefetch: 4}, c: {ack: none, max-returns: 3}}";
        assertEquals(
                List.of(
                        "The setting max-returns for the queue c under queues in the file " + sources.file()
                                + " has no effect: the queue has ack: none, not sent.",
                        "The setting prefetch for the queue a under queues in the file " + sources.file()
                                + " has no effect: the queue has ack: sent, not client."),
                sources.withFile(file).warnings());
        assertEquals(
                List.of("SLUICE_QUEUE_PREFETCH has no effect, because no queue has ack: client."),
                new Sources(directory)
                        .with(Source.ENVIRONMENT, Setting.QUEUE_PREFETCH, "9")
                        .warnings());
        assertEquals(
                List.of(),
                new Sources(directory)
                        .with(Source.OPTION, Setting.QUEUE_PREFETCH, "9")
                        .with(Source.OPTION, Setting.QUEUE_ACK, "client")
                        .warnings());
    }

    @Test
    void warnsOfSettingsOfUnservedChannels() {
        assertEquals(
                List.of("The option --topic-max-length has no effect, because topics is none."),
                sources.with(Source.OPTION, Setting.TOPICS, "none")
                        .with(Source.OPTION, Setting.TOPIC_MAX_LENGTH, "5")
                        .warnings());
    }

    @Test
    void saysThatANameHasASpace() {
        assertEquals(
                List.of("The name \"a b\" contains a space; separate names with commas"),
                sources.with(Source.OPTION, Setting.QUEUES, "a b").warnings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ack: SENT|ack|\"SENT\"",
                "prefetch: 0|prefetch|\"0\"",
                "prefetch: many|prefetch|\"many\"",
                "visibility-timeout: 30|visibility-timeout|\"30\"",
                "max-deliveries: 1000001|max-deliveries|\"1000001\"",
                "format: xml|format|\"xml\"",
                "ack: [client]|ack|must be a single value",
                "format: {json: true}|format|must be a single value",
            })
    @DisplayName("A wrong value is named with its setting, its queue and the file")
    void wrongValueIsNamedWithItsPlace(String setting, String name, String value) {
        sources.withFile("queues: {orders: {'" + setting.replace(": ", "': ").replaceAll(":$", "':") + "}}")
                .assertRefused(
                        "The setting " + name + " for the queue orders",
                        value,
                        sources.file().toString());
    }

    @ParameterizedTest
    @DisplayName("An unknown setting is named with its queue, the file and the settings that exist")
    @ValueSource(strings = {"colour", "ACK", "queue-ack", "max_deliveries", "port", "null"})
    void unknownSettingIsNamedWithItsPlace(String name) {
        sources.withFile("queues:\n  orders:\n    '" + name + "': 1\n")
                .assertRefused(
                        "no setting " + name + " for the queue orders",
                        sources.file().toString(),
                        "ack, prefetch, visibility-timeout, max-deliveries, max-returns, format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "''", "5", "true", "[]", "[ack, client]"})
    void anEntryThatIsNoMapIsRefused(String value) {
        sources.withFile("queues:\n  orders: " + value + "\n")
                .assertRefused(
                        "settings for the queue orders under queues in the file " + sources.file() + " are not a map.");
    }

    @ParameterizedTest
    @DisplayName("A wrong name is refused even if a stronger source names other queues")
    @ValueSource(strings = {"a,b", "' a'", "a ", "''", "sluice:x", "a}"})
    void wrongNameIsRefusedEvenIfOverridden(String name) {
        String text = name.replace("'", "");
        sources.withFile("queues:\n  '" + text + "':\n").with(Source.OPTION, Setting.QUEUES, "other");
        sources.assertRefused("\"" + text + "\"", "queues", sources.file().toString());
    }

    @Test
    @DisplayName("A wrong value of an entry is refused even if a stronger source names other queues")
    void wrongValueIsRefusedEvenIfOverridden() {
        sources.withFile("queues: {orders: {ack: maybe}}").with(Source.OPTION, Setting.QUEUES, "other");
        sources.assertRefused("ack", "orders", "\"maybe\"");
    }

    @Test
    void aNameThatStandsTwiceIsRefused() {
        sources.withFile("queues:\n  a:\n  a:\n").assertRefused(sources.file().toString(), "line 3");
    }

    @Test
    @DisplayName("An empty map serves no queues unless another source names some")
    void emptyMapServesNoQueues() {
        assertEquals("none", sources.withFile("queues: {}").load().queues().toString());
        assertEquals(
                "a",
                sources.with(Source.ENVIRONMENT, Setting.QUEUES, "a")
                        .load()
                        .queues()
                        .toString());
    }

    @Test
    void theSettingsTellWhatHoldsForEachEntry() {
        String told = sources.withFile(EXAMPLE).load().toString();
        assertTrue(told.contains("orders{ack=client prefetch=4 visibility-timeout=PT1M max-deliveries=3"), told);
        assertTrue(told.contains("inbox:*{ack=none"), told);
    }
}
