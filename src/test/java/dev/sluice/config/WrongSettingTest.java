package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.config.Sources.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrongSettingTest {
    private static final String SECRET = "hunter2xyz";

    private static final Map<Setting, List<String>> WRONG = new EnumMap<>(Map.ofEntries(
            Map.entry(Setting.CONFIG, List.of("/no/such/file.yaml", "/")),
            Map.entry(Setting.PORT, List.of("-1", "65536", "http", "80.5", "0x50", "99999999999")),
            Map.entry(Setting.REDIS_URL, List.of("db:6379", "http://db", "redis:///1")),
            Map.entry(Setting.REDIS_REQUIRED, List.of("yes", "ON", "1")),
            Map.entry(Setting.NAMESPACE, List.of("a:b", "{a}", "a*", "a b", "ä", "a,b", "a".repeat(33))),
            Map.entry(Setting.QUEUES, List.of("a,,b", ",", "a,", "sluice:x", "a, sluice:{a}:dead")),
            Map.entry(Setting.QUEUE_ACK, List.of("sometimes", "SENT")),
            Map.entry(Setting.QUEUE_PREFETCH, List.of("0", "10001")),
            Map.entry(Setting.QUEUE_VISIBILITY_TIMEOUT, List.of("99ms", "25h", "30")),
            Map.entry(Setting.QUEUE_MAX_DELIVERIES, List.of("0", "1000001")),
            Map.entry(Setting.QUEUE_MAX_RETURNS, List.of("0", "1000001", "none")),
            Map.entry(Setting.DEAD_LETTERS_MAX, List.of("0", "10000001", "none")),
            Map.entry(Setting.DEAD_LETTERS_MAX_AGE, List.of("999ms", "87601h", "7d")),
            Map.entry(Setting.QUEUE_FORMAT, List.of("xml", "JSON")),
            Map.entry(Setting.QUEUE_TAKE_FROM, List.of("tail", "LEFT")),
            Map.entry(Setting.TOPICS, List.of("a,,b", "sluice:x", "a}")),
            Map.entry(Setting.TOPIC_MAX_LENGTH, List.of("0", "10000001", "all", "None")),
            Map.entry(Setting.TOPIC_MAX_AGE, List.of("999ms", "87601h", "1d")),
            Map.entry(Setting.PUBSUB_TOPICS, List.of(",a", "sluice:x")),
            Map.entry(Setting.PUBSUB_TOPIC_FORMAT, List.of("xml")),
            Map.entry(Setting.KEEP_ALIVE, List.of("0s", "61m")),
            Map.entry(Setting.STALL_TIMEOUT, List.of("0s", "61m")),
            Map.entry(Setting.DRAIN_TIME, List.of("0", "301s")),
            Map.entry(Setting.NODE_LEASE, List.of("999ms", "6m")),
            Map.entry(Setting.HEARTBEAT, List.of("15", "soon")),
            Map.entry(Setting.RETRY, List.of("3", "-3s")),
            Map.entry(Setting.SETTLE_DELAY, List.of("0s", "1d")),
            Map.entry(Setting.SAFETY_POLL, List.of("2 s", "2S")),
            Map.entry(Setting.MAX_MESSAGE_BYTES, List.of("0", "1MB", "67108865")),
            Map.entry(Setting.MAX_CONNECTIONS, List.of("0", "many", "10000001")),
            Map.entry(Setting.MAX_UNSETTLED, List.of("3", "10000001")),
            Map.entry(Setting.HTTP_PUBLISH, List.of("maybe", "ON", "1")),
            Map.entry(Setting.PUBLISH_KEY_AGE, List.of("999ms", "721h", "1d", "none")),
            Map.entry(
                    Setting.ALLOWED_ORIGINS,
                    List.of("*", "null", "shop.example", "https://shop.example/", "https://a b", "https://a.*.b")),
            Map.entry(Setting.TOPIC_HISTORY_CACHE, List.of("shared", "Public")),
            Map.entry(Setting.TRUSTED_PROXIES, List.of("proxy", "10.0.0.0/33", "::1/129", "10.0.0/8/8")),
            Map.entry(Setting.IGNORED_PARAMETERS, List.of("a,,b")),
            Map.entry(
                    Setting.AUTH_KEY,
                    List.of("pass" + SECRET, "file:/pass" + SECRET, "-----BEGIN PRIVATE KEY-----" + SECRET, ",")),
            Map.entry(
                    Setting.AUTH_JWKS_URL,
                    List.of(
                            SECRET,
                            "ftp://a.example/" + SECRET,
                            "https://user:" + SECRET + "@a.example",
                            "https://a b?" + SECRET)),
            Map.entry(
                    Setting.AUTH_URL,
                    List.of("/" + SECRET, "https://a.example/#" + SECRET, "http:///" + SECRET, "http://a\\?" + SECRET)),
            Map.entry(Setting.AUTH_MAX_LIFETIME, List.of("none", "999ms", "87601h", "1d")),
            Map.entry(Setting.AUTH_COOKIE, List.of("a b", "a;b", "a=b", "ä")),
            Map.entry(Setting.GRANT_TAKE, List.of("a,,b", "{", "inbox:{}", "inbox:{sub", "{sub}*", "sluice:{sub}")),
            Map.entry(Setting.GRANT_READ, List.of(",a", "}", "{a}{b}")),
            Map.entry(Setting.GRANT_PUBLISH, List.of("a,", "*{sub}", "a*{sub}*")),
            Map.entry(Setting.ANONYMOUS_TAKE, List.of("a,,b", "sluice:x", "a, a")),
            Map.entry(Setting.ANONYMOUS_READ, List.of("a}", ",")),
            Map.entry(Setting.ANONYMOUS_PUBLISH, List.of("a,", "sluice:*")),
            Map.entry(
                    Setting.ADMIN_TOKEN,
                    List.of(SECRET, "19 bytes of " + SECRET, "nineteen-" + SECRET, "ümlaut" + SECRET)),
            Map.entry(Setting.METRICS_TOKEN, List.of("a " + SECRET, "ä" + SECRET)),
            Map.entry(Setting.PRESENCE, List.of("a,,b", "sluice:x", "a, a")),
            Map.entry(Setting.LOG_FORMAT, List.of("JSON", "xml", "on")),
            Map.entry(Setting.LIFECYCLE, List.of("yes", "ON", "1")),
            Map.entry(Setting.STREAM_MAX_AGE, List.of("999ms", "8761h", "0", "never"))));

    /** Any text is a host until somebody listens on it, and any text may be in a claim. */
    private static final Set<Setting> NEVER_WRONG =
            EnumSet.of(Setting.HOST, Setting.AUTH_ISSUER, Setting.AUTH_AUDIENCE);

    @TempDir
    private Path directory;

    static Stream<Arguments> wrongValuesInEachSource() {
        return WRONG.entrySet().stream()
                .flatMap(wrong -> wrong.getValue().stream()
                        .flatMap(text -> Stream.of(Source.values())
                                .filter(source -> source != Source.FILE || wrong.getKey() != Setting.CONFIG)
                                .map(source -> Arguments.of(wrong.getKey(), text, source))));
    }

    @ParameterizedTest
    @MethodSource("wrongValuesInEachSource")
    void wrongValueIsNamedWithItsSource(Setting setting, String text, Source source) {
        Sources sources = new Sources(directory).withAccessFor(setting);
        String shown = setting.isSecret() ? "" : " \"" + text + "\"";
        ConfigException refusal =
                sources.with(source, setting, text).assertRefused(source.origin(setting), "wrong value" + shown + ":");
        assertEquals(
                source == Source.FILE,
                refusal.getMessage().contains(sources.file().toString()),
                refusal.getMessage());
        assertFalse(stackTrace(refusal).contains(SECRET), refusal.getMessage());
    }

    /** As a servlet container logs it. */
    private static String stackTrace(Exception failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void noSettingIsForgottenAbove() {
        Set<Setting> forgotten = EnumSet.allOf(Setting.class);
        forgotten.removeAll(WRONG.keySet());
        forgotten.removeAll(NEVER_WRONG);
        assertEquals(Set.of(), forgotten);
    }
}
