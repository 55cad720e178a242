package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.QueueEnd;
import dev.sluice.config.Sources.Source;
import dev.sluice.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReloadableSettingsTest {
    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void prepare() {
        sources = new Sources(directory);
    }

    private void write(String yaml) {
        sources.withFile(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private ReloadableSettings read(String yaml) {
        write(yaml);
        return new ReloadableSettings(sources.loader());
    }

    /** The settings must be refused, and the former ones stay. */
    private void assertRefused(ReloadableSettings settings, String yaml, String sentence) {
        Settings former = settings.get();
        write(yaml);
        ConfigException refusal = assertThrows(ConfigException.class, settings::reload);
        assertTrue(refusal.getMessage().contains(sentence), refusal.getMessage());
        assertSame(former, settings.get());
    }

    @Test
    void reloadAppliesChannelsAndLimits() {
        ReloadableSettings settings = read("queues: [a]\nmax-connections: 10\n");
        write("queues:\n  a: {prefetch: 3}\n  b: {ack: none}\ntopics: [news]\nmax-connections: 20\n");
        Settings next = settings.reload();
        assertSame(next, settings.get());
        assertTrue(next.queues().matches("b") && next.topics().matches("news"));
        assertEquals(3, next.queuePolicies().of("a").prefetch());
        assertEquals(20, next.maxConnections().orElseThrow());
    }

    @Test
    void reloadAppliesLimitsOnClients() {
        ReloadableSettings settings = read("limit-streams-per-address: 10\nlimit-histories-per-user: 5\n");
        write("limit-streams-per-address: 20\nlimit-posts-per-address: 30\n");
        assertEquals(
                Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 20, Setting.LIMIT_POSTS_PER_ADDRESS, 30),
                settings.reload().limits().all());
    }

    @Test
    void keysInFilesAreReadAgain() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys"), Tokens.KEY);
        ReloadableSettings settings = read("auth-key: file:" + keys + "\n");
        Files.writeString(keys, "too short");
        ConfigException refusal = assertThrows(ConfigException.class, settings::reload);
        assertFalse(refusal.getMessage().contains("too short"), refusal.getMessage());
    }

    @Test
    void settingsThatNeedARestartAreRefused() {
        ReloadableSettings settings = read("port: 9000\nqueues: [a]\n");
        assertRefused(
                settings,
                "port: 9001\nqueues: [a, b]\n",
                "The setting port in the file " + sources.file() + " has changed, which needs a restart.");
        assertRefused(settings, "queues: [a, b]\n", "The setting port in the file");
        assertRefused(settings, "queues: [a, b]\nport: many\n", "wrong value \"many\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a: {ack: none} | a: {ack: sent} | of the queue a ",
                "a: {ack: none} | a: | of the queue a ",
                "'in:*': {ack: none} | 'in:*': {ack: none}, 'in:vip': {ack: sent} | of the queue in:vip ",
                "'in:*': {ack: none}, 'in:vip': {ack: sent} | 'in:*': {ack: none} | of the queue in:* ",
                "'in:*': {ack: none} | 'in:*': {ack: none}, '*:vip': {format: json} | of the queue *:vip ",
                "a: {take-from: left} | a: {take-from: right} | of the queue a ",
                "'a*': {ack: none}, '*b': {ack: sent} | '*b': {ack: sent}, 'a*': {ack: none} | of the queue"
            })
    void queuesInUseKeepTheirKind(String before, String after, String sentence) {
        assertRefused(read("queues: {" + before + "}\n"), "queues: {" + after + "}\n", sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a: {ack: none} | a: {ack: none}, b: {ack: sent}",
                "a: {ack: none}, b: {ack: sent} | a: {ack: none}",
                "'in:*': {ack: none}, 'in:vip': {ack: sent} | 'in:*': {ack: none}, 'in:vip': {ack: sent, max-returns: 7}",
                "'in:*': {ack: sent} | 'in:*': {ack: sent}, 'in:vip': {max-returns: 7}"
            })
    void otherChangesOfQueuesAreTaken(String before, String after) {
        ReloadableSettings settings = read("queues: {" + before + "}\n");
        write("queues: {" + after + "}\n");
        assertSame(settings.reload(), settings.get());
    }

    @Test
    @DisplayName("What is made for the whole node at its start cannot be turned on or off")
    void partsOfTheNodeNeedARestart() {
        assertRefused(
                read("queues: [a]\n"),
                "queues: {a: , b: {ack: client}}\n",
                "Whether there are queues in the mode client has changed");
        assertRefused(read("queues: [a]\n"), "auth-key: '" + Tokens.KEY + "'\n", "Whether tokens are accepted");
        assertRefused(
                read("pubsub-topics: [t]\n"),
                "pubsub-topics: {t: {format: json}}\n",
                "The format of the pub/sub topic t has changed");
    }

    @Test
    @DisplayName("Channels that are not served any more keep their policies while they are in use")
    void removedChannelsKeepTheirPolicies() {
        ReloadableSettings settings = read("queues: {a: , b: {take-from: left}}\n"
                + "topics: {chat: , audit: {max-length: none, max-age: none}}\n");
        write("queues: [a]\ntopics: [chat]\n");
        Settings next = settings.reload();
        assertFalse(next.queues().matches("b") || next.topics().matches("audit"));
        assertEquals(QueueEnd.LEFT, next.queuePolicies().takeFrom("b"));
        assertFalse(next.topicPolicies().of("audit").isBounded());
        assertRefused(settings, "queues: [a, b]\ntopics: [chat]\n", "of the queue b ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topics: [t] | topics: none, pubsub-topics: [t]",
                "topics: [t], pubsub-topics: ['*'] | topics: none, pubsub-topics: ['*']",
                "queues: ['in:*'], topics: none | queues: none, topics: ['in:1']"
            })
    void channelsKeepTheirKind(String before, String after) {
        assertRefused(read("{" + before + "}\n"), "{" + after + "}\n", "The kind of the channel ");
    }

    @Test
    void channelsThatOverlapMayStay() {
        ReloadableSettings settings = read("{queues: [a, b], topics: ['t:*'], pubsub-topics: ['t:live']}\n");
        write("{queues: [a, c], topics: ['t:*'], pubsub-topics: ['t:live']}\n");
        assertSame(settings.reload(), settings.get());
    }

    @Test
    void onlyFilesCanBeReadAgain() {
        assertFalse(new ReloadableSettings(sources.loader()).hasFile());
        sources.with(Source.ENVIRONMENT, Setting.AUTH_KEY, Tokens.KEY);
        assertFalse(new ReloadableSettings(sources.loader()).hasFile());
        write("queues: [a]\n");
        assertTrue(new ReloadableSettings(sources.loader()).hasFile());
    }
}
