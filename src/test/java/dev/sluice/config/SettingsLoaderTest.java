package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Right;
import dev.sluice.channel.AckMode;
import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.config.Sources.Source;
import dev.sluice.logging.LogFormat;
import dev.sluice.testing.Tokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {
    /** A right value of each setting that a node looks at, and how to look. */
    private enum RightValue {
        HOST("127.0.0.1", Settings::host, "127.0.0.1"),
        PORT("9000", Settings::port, 9000),
        REDIS_URL("redis://db:7000/2", Settings::redisUrl, Optional.of(RedisUrlParser.parse("redis://db:7000/2"))),
        REDIS_REQUIRED("on", Settings::redisRequired, true),
        NAMESPACE("Staging_2-b", Settings::namespace, Optional.of("Staging_2-b")),
        QUEUES("orders, inbox:*", settings -> settings.queues().toString(), "orders,inbox:*"),
        QUEUE_ACK("client", settings -> policy(settings).ack(), AckMode.CLIENT),
        QUEUE_PREFETCH("7", settings -> policy(settings).prefetch(), 7),
        QUEUE_VISIBILITY_TIMEOUT("2m", settings -> policy(settings).visibilityTimeout(), Duration.ofMinutes(2)),
        QUEUE_MAX_DELIVERIES("3", settings -> policy(settings).maxDeliveries(), 3),
        QUEUE_MAX_RETURNS("9", settings -> policy(settings).maxReturns(), 9),
        DEAD_LETTERS_MAX("50", settings -> settings.deadLetters().most(), 50),
        DEAD_LETTERS_MAX_AGE("48h", settings -> settings.deadLetters().maxAge(), Optional.of(Duration.ofHours(48))),
        QUEUE_FORMAT("json", settings -> policy(settings).format(), MessageFormat.JSON),
        TOPICS("news, room:*", settings -> settings.topics().toString(), "news,room:*"),
        TOPIC_MAX_LENGTH("500", settings -> topic(settings).maxLength(), Optional.of(500)),
        TOPIC_MAX_AGE("36h", settings -> topic(settings).maxAge(), Optional.of(Duration.ofHours(36))),
        PUBSUB_TOPICS("ticker, rate:*", settings -> settings.pubsubTopics().toString(), "ticker,rate:*"),
        PUBSUB_TOPIC_FORMAT(
                "json",
                settings -> settings.pubsubTopicPolicies().of("sse_messages").format(),
                MessageFormat.JSON),
        HEARTBEAT("20s", Settings::heartbeat, Duration.ofSeconds(20)),
        KEEP_ALIVE("90s", Settings::keepAlive, Duration.ofSeconds(90)),
        STALL_TIMEOUT("40s", Settings::stallTimeout, Duration.ofSeconds(40)),
        RETRY("700ms", Settings::retry, Duration.ofMillis(700)),
        DRAIN_TIME("0ms", Settings::drainTime, Duration.ZERO),
        SETTLE_DELAY("1m", Settings::settleDelay, Duration.ofMinutes(1)),
        SAFETY_POLL("5s", Settings::safetyPoll, Duration.ofSeconds(5)),
        NODE_LEASE("3s", Settings::nodeLease, Duration.ofSeconds(3)),
        MAX_MESSAGE_BYTES("4096", Settings::maxMessageBytes, 4096),
        MAX_CONNECTIONS("100", Settings::maxConnections, OptionalInt.of(100)),
        MAX_UNSETTLED("1000", Settings::maxUnsettled, 1000),
        HTTP_PUBLISH("off", Settings::httpPublish, Optional.of(false)),
        ALLOWED_ORIGINS(
                "HTTPS://a.Example:443, http://b:8080, https://*.c.example, capacitor://localhost",
                settings -> settings.allowedOrigins().toString(),
                "[https://a.example, http://b:8080, https://*.c.example, capacitor://localhost]"),
        TOPIC_HISTORY_CACHE("public", settings -> topic(settings).historyCache(), HistoryCache.PUBLIC),
        TRUSTED_PROXIES("10.0.0.0/8, ::1", settings -> settings.trustedProxies().toString(), "10.0.0.0/8,::1"),
        IGNORED_PARAMETERS("utm_*, v", settings -> settings.ignoredParameters().toString(), "utm_*,v"),
        AUTH_KEY(Tokens.KEY, settings -> access(settings).keys().isPresent(), true),
        AUTH_JWKS_URL(
                "https://issuer.example/keys",
                settings -> access(settings).issuerKeys(),
                Optional.of(URI.create("https://issuer.example/keys"))),
        AUTH_ISSUER("shop", settings -> access(settings).requirements().issuer(), Optional.of("shop")),
        AUTH_AUDIENCE("sluice", settings -> access(settings).requirements().audience(), Optional.of("sluice")),
        AUTH_MAX_LIFETIME("10m", settings -> access(settings).requirements().maxLifetime(), Duration.ofMinutes(10)),
        AUTH_COOKIE("__Host-t", settings -> access(settings).cookie(), "__Host-t"),
        AUTH_URL(
                "http://127.0.0.1/auth.php?key=1",
                settings -> access(settings).application(),
                Optional.of(URI.create("http://127.0.0.1/auth.php?key=1"))),
        GRANT_TAKE("inbox:{sub}, jobs", settings -> templates(settings, Right.TAKE), "[inbox:{sub}, jobs]"),
        GRANT_READ("a:*", settings -> templates(settings, Right.READ), "[a:*]"),
        GRANT_PUBLISH("{{b}}", settings -> templates(settings, Right.PUBLISH), "[{{b}}]"),
        ANONYMOUS_TAKE("c", settings -> everybody(settings, Right.TAKE), List.of("c")),
        ANONYMOUS_READ("d:*, e", settings -> everybody(settings, Right.READ), List.of("d:*", "e")),
        ANONYMOUS_PUBLISH("f", settings -> everybody(settings, Right.PUBLISH), List.of("f")),
        ADMIN_TOKEN(
                "twenty-bytes-at-least",
                settings -> settings.adminToken().orElseThrow().is("twenty-bytes-at-least"),
                true),
        METRICS_TOKEN("m", settings -> settings.metricsToken().orElseThrow().is("m"), true),
        PRESENCE("chat, room:*", settings -> settings.presence().texts(), List.of("chat", "room:*")),
        LIFECYCLE("on", Settings::lifecycle, true),
        STREAM_MAX_AGE("1h", Settings::streamMaxAge, Optional.of(Duration.ofHours(1))),
        LIMIT_STREAMS_PER_ADDRESS("20", settings -> limit(settings, Setting.LIMIT_STREAMS_PER_ADDRESS), 20),
        LIMIT_STREAMS_PER_USER("10", settings -> limit(settings, Setting.LIMIT_STREAMS_PER_USER), 10),
        LIMIT_POSTS_PER_ADDRESS("500", settings -> limit(settings, Setting.LIMIT_POSTS_PER_ADDRESS), 500),
        LIMIT_POSTS_PER_USER("50", settings -> limit(settings, Setting.LIMIT_POSTS_PER_USER), 50),
        LIMIT_HISTORIES_PER_ADDRESS("30", settings -> limit(settings, Setting.LIMIT_HISTORIES_PER_ADDRESS), 30),
        LIMIT_HISTORIES_PER_USER("3", settings -> limit(settings, Setting.LIMIT_HISTORIES_PER_USER), 3),
        LOG_FORMAT("json", Settings::logFormat, LogFormat.JSON);

        private final String text;
        private final Function<Settings, Object> look;
        private final Object value;

        RightValue(String text, Function<Settings, Object> look, Object value) {
            this.text = text;
            this.look = look;
            this.value = value;
        }

        private static QueuePolicy policy(Settings settings) {
            return settings.queuePolicies().of("message_list");
        }

        private static TopicPolicy topic(Settings settings) {
            return settings.topicPolicies().of("chat");
        }

        private static int limit(Settings settings, Setting setting) {
            return settings.limits().all().get(setting);
        }

        private static AccessSettings access(Settings settings) {
            return settings.access().orElseThrow();
        }

        private static String templates(Settings settings, Right right) {
            return access(settings).rules().templates().get(right).toString();
        }

        private static List<String> everybody(Settings settings, Right right) {
            return access(settings).rules().everybody().texts(right);
        }

        Setting setting() {
            return Setting.valueOf(name());
        }
    }

    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void noSourceSaysAnything() {
        sources = new Sources(directory);
    }

    @Test
    void withoutASourceTheDefaultsHold() {
        Settings settings = sources.load();
        assertAll(
                () -> assertEquals("0.0.0.0", settings.host()),
                () -> assertEquals(8080, settings.port()),
                () -> assertEquals(Optional.empty(), settings.redisUrl()),
                () -> assertEquals("message_list", settings.queues().toString()),
                () -> assertEquals(
                        new QueuePolicy(
                                AckMode.SENT,
                                1,
                                Duration.ofSeconds(30),
                                5,
                                100,
                                MessageFormat.TEXT,
                                QueueEnd.RIGHT,
                                Optional.empty()),
                        settings.queuePolicies().of("message_list")),
                () -> assertEquals("chat", settings.topics().toString()),
                () -> assertEquals(
                        new TopicPolicy(
                                Optional.of(10_000),
                                Optional.of(Duration.ofHours(24)),
                                Optional.empty(),
                                HistoryCache.PRIVATE),
                        settings.topicPolicies().of("chat")),
                () -> assertEquals("sse_messages", settings.pubsubTopics().toString()),
                () -> assertEquals(
                        new PubsubTopicPolicy(MessageFormat.TEXT),
                        settings.pubsubTopicPolicies().of("sse_messages")),
                () -> assertEquals(Duration.ofSeconds(15), settings.heartbeat()),
                () -> assertEquals(Duration.ofSeconds(30), settings.stallTimeout()),
                () -> assertEquals(Duration.ofSeconds(5), settings.drainTime()),
                () -> assertEquals(Duration.ofSeconds(10), settings.nodeLease()),
                () -> assertEquals(Duration.ofSeconds(3), settings.retry()),
                () -> assertEquals(Duration.ofMillis(500), settings.settleDelay()),
                () -> assertEquals(Duration.ofSeconds(2), settings.safetyPoll()),
                () -> assertEquals(1_048_576, settings.maxMessageBytes()),
                () -> assertEquals(OptionalInt.empty(), settings.maxConnections()),
                () -> assertEquals(262_144, settings.maxUnsettled()),
                () -> assertEquals(Optional.empty(), settings.httpPublish()),
                () -> assertEquals(List.of(), settings.allowedOrigins()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONFIG", "REDIS_URL", "HTTP_PUBLISH", "ALLOWED_ORIGINS", "IGNORED_PARAMETERS"})
    void documentedDefaultIsTheRealOne(Setting setting) {
        Settings told = sources.withAccessFor(setting)
                .with(Source.OPTION, setting, setting.defaultText())
                .load();
        Settings held = new Sources(directory).withAccessFor(setting).load();
        assertEquals(held.toString(), told.toString());
        assertEquals(held.maxConnections(), told.maxConnections());
    }

    @Test
    @DisplayName("Publishing over HTTP is on by default only with the embedded Redis")
    void httpPublishDefaultsToOnIfEmbedded() {
        assertTrue(sources.load().isHttpPublishOn());
        sources.with(Source.OPTION, Setting.REDIS_URL, "redis://db");
        assertFalse(sources.load().isHttpPublishOn());
        sources.with(Source.OPTION, Setting.HTTP_PUBLISH, "on");
        assertTrue(sources.load().isHttpPublishOn());
    }

    static Stream<Arguments> rightValuesInEachSource() {
        return Stream.of(RightValue.values())
                .flatMap(right -> Stream.of(Source.values()).map(source -> Arguments.of(right, source)));
    }

    @ParameterizedTest
    @MethodSource("rightValuesInEachSource")
    void eachSettingMayComeFromEachSource(RightValue right, Source source) {
        sources.withAccessFor(right.setting());
        if (right == RightValue.AUTH_JWKS_URL) {
            sources.with(Source.FILE, Setting.AUTH_ISSUER, "*").with(Source.FILE, Setting.AUTH_AUDIENCE, "*");
        }
        assertEquals(
                right.value,
                right.look.apply(
                        sources.with(source, right.setting(), right.text).load()));
    }

    /** Every choice of sources. */
    @Test
    void aLaterSourceWins() {
        for (int chosen = 1; chosen < 1 << Source.values().length; chosen++) {
            Sources some = new Sources(directory);
            String last = null;
            for (Source source : Source.values()) {
                if ((chosen & 1 << source.ordinal()) != 0) {
                    last = "from-" + source;
                    some.with(source, Setting.HOST, last);
                }
            }
            assertEquals(last, some.load().host());
        }
    }

    @Test
    void aSourceOverridesOnlyWhatItNames() {
        sources.with(Source.FILE, Setting.HOST, "file").with(Source.FILE, Setting.PORT, "1");
        sources.with(Source.ENVIRONMENT, Setting.PORT, "2");
        Settings settings = sources.load();
        assertEquals("file", settings.host());
        assertEquals(2, settings.port());
    }

    @Test
    @DisplayName("A wrong value in the file stops the start unless a later source replaces it")
    void wrongFileValueStopsUnlessReplaced() {
        sources.with(Source.FILE, Setting.PORT, "http");
        sources.assertRefused("\"http\"");
        assertEquals(9, sources.with(Source.OPTION, Setting.PORT, "9").load().port());
    }

    @Test
    void commandLineFileReplacesTheEnvironmentsFile() {
        sources.with(Source.FILE, Setting.HOST, "file");
        String file = sources.file().toString();
        sources.with(Source.ENVIRONMENT, Setting.CONFIG, "/no/such/file.yaml")
                .with(Source.OPTION, Setting.CONFIG, file);
        assertEquals("file", sources.load().host());
    }

    @Test
    void valuesAreTrimmed() {
        sources.with(Source.ENVIRONMENT, Setting.PORT, " 9000\n").with(Source.PROPERTY, Setting.QUEUES, " a , b ");
        assertEquals(9000, sources.load().port());
        assertEquals("a,b", sources.load().queues().toString());
    }

    static Stream<Arguments> settingsInEachSource() {
        return Stream.of(Setting.values())
                .flatMap(setting -> Stream.of(Source.values())
                        .filter(source -> source != Source.FILE || setting != Setting.CONFIG)
                        .map(source -> Arguments.of(setting, source)));
    }

    @ParameterizedTest
    @MethodSource("settingsInEachSource")
    void anEmptyValueIsNotSet(Setting setting, Source source) {
        String defaults = sources.load().toString();
        assertEquals(defaults, sources.with(source, setting, "").load().toString());
        assertEquals(
                defaults,
                new Sources(directory).with(source, setting, " ").load().toString());
    }

    @Test
    void emptyValueLeavesTheWeakerSource() {
        sources.with(Source.FILE, Setting.PORT, "9").with(Source.ENVIRONMENT, Setting.PORT, "");
        assertEquals(9, sources.load().port());
        assertEquals(8080, new Sources(directory).withFile("port:\n").load().port());
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            names = {"QUEUES", "TOPICS", "PUBSUB_TOPICS", "ALLOWED_ORIGINS", "TRUSTED_PROXIES", "IGNORED_PARAMETERS"})
    void aListMayBeEmptyOnPurpose(Setting setting) {
        String empty = sources.with(Source.ENVIRONMENT, setting, "none").load().toString();
        assertTrue(empty.matches(".* " + setting.fileName() + "=(\\[]|none)?( .*|$)"), empty);
        assertEquals(
                empty,
                new Sources(directory)
                        .withFile(setting.fileName() + ": []\n")
                        .load()
                        .toString());
    }

    @Test
    @DisplayName("A Redis is named, embedded on purpose, or not set at all")
    void redisIsNamedEmbeddedOrNeither() {
        assertFalse(sources.load().redisChosen());
        Settings embedded =
                sources.with(Source.ENVIRONMENT, Setting.REDIS_URL, "embedded").load();
        assertTrue(embedded.redisChosen());
        assertEquals(Optional.empty(), embedded.redisUrl());
        assertTrue(sources.with(Source.OPTION, Setting.REDIS_URL, "redis://db")
                .load()
                .redisChosen());
    }

    @Test
    void kubernetesServiceVariablesAreIgnored() {
        sources.withEnvironment("SLUICE_PORT", "tcp://10.0.0.1:80")
                .withEnvironment("SLUICE_SERVICE_HOST", "10.0.0.1")
                .withEnvironment("SLUICE_SERVICE_PORT", "80")
                .withEnvironment("SLUICE_SERVICE_PORT_HTTP", "80")
                .withEnvironment("SLUICE_PORT_80_TCP", "tcp://10.0.0.1:80")
                .withEnvironment("SLUICE_PORT_80_TCP_ADDR", "10.0.0.1")
                .withEnvironment("SLUICE_REDIS_PORT", "tcp://10.0.0.2:6379")
                .withEnvironment("SLUICE_REDIS_SERVICE_HOST", "10.0.0.2");
        assertEquals(8080, sources.load().port());
        assertEquals(
                9, sources.with(Source.ENVIRONMENT, Setting.PORT, "9").load().port());
        new Sources(directory).withEnvironment("SLUICE_REDIS_PORT", "6379").assertRefused("SLUICE_REDIS_PORT");
    }

    @ParameterizedTest
    @CsvSource({"SLUICE_PROT, SLUICE_PORT", "SLUICE_QUEUE, SLUICE_QUEUES", "SLUICE_REDIS, SLUICE_REDIS_URL"})
    void theLikelyNameIsTold(String wrong, String likely) {
        sources.withEnvironment(wrong, "1").assertRefused("Perhaps you meant \"" + likely + "\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLUICE_PROT", "SLUICE_", "SLUICE_port", "SLUICE_REDIS-URL"})
    void unknownEnvironmentNameStopsTheStart(String name) {
        sources.withEnvironment(name, "1").assertRefused("environment variable " + name);
    }

    @Test
    void tokenOfCommandsIsNoSetting() {
        assertEquals(
                8080, sources.withEnvironment("SLUICE_TOKEN", "a.b.c").load().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice.prot", "sluice.", "sluice.PORT", "sluice.redis_url"})
    void anUnknownSystemPropertyStopsTheStart(String name) {
        sources.withProperty(name, "1").assertRefused("system property " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prot", "PORT", "redis_url", "sluice.port", "config", "1", "null", "port "})
    void unknownFileNameStopsTheStart(String name) {
        sources.withFile("'" + name + "': x\n").assertRefused("setting", sources.file() + ": " + name);
    }

    @Test
    void namesOfOthersAreNotSluicesBusiness() {
        sources.withEnvironment("PATH", "/bin").withEnvironment("SLUICES", "1").withEnvironment("sluice_port", "1");
        sources.withProperty("java.version", "17").withProperty("sluices.port", "1");
        assertEquals(8080, sources.load().port());
    }
}
