package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrl.Credentials;
import dev.sluice.config.RedisUrl.Sentinel;
import dev.sluice.config.Sources.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    private static final String PASSWORD = "secret";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redis://db                               | redis://db:6379
            redis://db/                              | redis://db:6379
            redis://db:7000                          | redis://db:7000
            redis://db:7000/0                        | redis://db:7000
            redis://:secret@db/9999                  | redis://db:6379/9999
            redis://user:secret@db.example:1         | redis://db.example:1
            redis://user:sec%40ret@127.0.0.1:65535   | redis://127.0.0.1:65535
            redis://my_service_1                     | redis://my_service_1:6379
            rediss://db                              | rediss://db:6379
            rediss://[::1]:6379/3                    | rediss://[::1]:6379/3
            redis://a,b                              | redis://a:6379,b:6379
            rediss://:secret@a:1,[::2]:3,c/0         | rediss://a:1,[::2]:3,c:6379
            redis://a:7000?cluster                   | redis://a:7000?cluster
            redis://a,b?cluster                      | redis://a:6379,b:6379
            redis://a?sentinel=shop                  | redis://a:26379?sentinel=shop
            redis://:secret@a,b:1/2?sentinel=my%20db | redis://a:26379,b:1/2?sentinel=my db
            rediss://a?sentinel-user=u&sentinel=m&sentinel-password=secret | rediss://a:26379?sentinel=m
            """)
    void aUrlNamesHostsAndMayNameMore(String url, String shown) {
        assertEquals(shown, with(url).load().redisUrl().orElseThrow().toString());
    }

    @Test
    void passwordsAndNamesArePercentDecoded() {
        RedisUrl url = RedisUrlParser.parse(
                "redis://us%3Aer:p%40ss+%25@h?sentinel=m%26n&sentinel-user=s&sentinel-password=t%3D");
        Credentials credentials = url.credentials().orElseThrow();
        assertEquals(Optional.of("us:er"), credentials.user());
        assertEquals("p@ss+%", credentials.password());
        Sentinel sentinel = url.sentinel().orElseThrow();
        assertEquals("m&n", sentinel.master());
        assertEquals(Optional.of(new Credentials(Optional.of("s"), "t=")), sentinel.credentials());
        assertEquals(
                Optional.empty(),
                RedisUrlParser.parse("redis://:p@h").credentials().orElseThrow().user());
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h, SINGLE",
        "redis://h/3, SINGLE",
        "'redis://h,i', CLUSTER",
        "redis://h?cluster, CLUSTER",
        "'redis://h,i?sentinel=m', SENTINEL",
        "redis://h/3?sentinel=m, SENTINEL"
    })
    void urlTellsWhatItsHostsAre(String url, RedisUrl.Kind kind) {
        assertEquals(kind, RedisUrlParser.parse(url).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "http://:secret@db, redis://",
        "redis://:secret@, host",
        "redis://:secret@db:0, port",
        "redis://:secret@db/x, database",
        "'redis://:secret@a,b/1', database 0",
        "redis://:secret@a/1?cluster, database 0",
        "'redis://:secret@a,a:6379', twice",
        "redis://secret@db, :password",
        "redis://secret:@db, :password",
        "redis://:secret%@db, percent",
        "redis://db?password=secret, sentinel=MASTER_NAME",
        "redis://db?sentinel=, sentinel=MASTER_NAME",
        "redis://db?cluster&sentinel=secret, sentinel=MASTER_NAME",
        "redis://db?sentinel=m&sentinel-user=secret, sentinel-password",
        "redis://db?sentinel=m&sentinel=secret, twice",
        "redis://:x@db#secret, #",
        "redis://:secret@db?ca=/etc/hostname, rediss",
        "rediss://:secret@db?ca=/secret, certificates in PEM",
        "rediss://:secret@db?ca=/etc/hostname, certificates in PEM",
        "rediss://:secret@db?ca=/etc/hostname&timeout=1, ca=FILE"
    })
    void wrongUrlIsRefusedWithTheReason(String url, String why) {
        ConfigException refusal = with(url).assertRefused(Setting.REDIS_URL.environmentName(), why);
        assertFalse(refusal.getMessage().contains(PASSWORD), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "redis",
                "redis:secret",
                "redis://",
                "redis://:secret@",
                "redis://:secret@db:x",
                "redis://:secret@db:-1",
                "redis://:secret@db/x",
                "redis://:secret@db/10000",
                "redis://:secret@db/1/2",
                "redis://:se cret@db",
                "redis://:secret%@db",
                "redis://:secret/@db",
                "redis://:secret@@db",
                "redis://:secret#@db",
                "redis://:secret?@db",
                "redis://:secret@a,,b",
                "redis://:secret@a;b",
                "redis://:secret@[::1",
                "redis://:secret@[db]",
                "redis://:secret@::1",
                "redis://secret@db",
                "http://:secret@db",
                "REDIS://:secret@db",
                "redis+sentinel://:secret@db"
            })
    void refusalOfAUrlHidesItsPassword(String url) {
        assertHidesThePassword(with(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:secret@db:0", "redis://:secret@db:65536", "redis://:secret@db:99999"})
    void aPortThatCannotBeIsRefused(String url) {
        assertHidesThePassword(with(url));
    }

    /** Somebody meant something by it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:secret@db/0?timeout=5",
                "redis://:secret@db?",
                "redis://db?password=secret",
                "redis://:x@db#secret"
            })
    void queryOrFragmentIsRefused(String url) {
        assertHidesThePassword(with(url));
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void otherWrongSettingHidesThePassword(Source source) {
        Sources sources = new Sources(directory)
                .with(source, Setting.REDIS_URL, "redis://:secret@db")
                .with(source, Setting.PORT, "x");
        assertHidesThePassword(sources);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-url: redis://:secret@db: 1\n",
                "redis-url: 'redis://:secret@db\nport: 1\n",
                "redis-url: \"redis://:secret\\q@db\"\n",
                "redis-url: redis://:secret@db\n port: 1\n",
                "redis-url: [redis://:secret@db\n",
                "port: 1\nredis-url: redis://:secret@db }: {\n",
            })
    void invalidYamlHidesThePassword(String yaml) {
        assertHidesThePassword(new Sources(directory).withFile(yaml));
    }

    @ParameterizedTest
    @DisplayName("The settings show the host, but neither user nor password")
    @ValueSource(strings = {"redis://:secret@db", "rediss://user:secret@db:7000/2", "redis://:secret@db,b"})
    void settingsShowTheHostOnly(String url) {
        String told = with(url).load().toString();
        assertTrue(told.contains("://db"), told);
        assertFalse(told.contains(PASSWORD) || told.contains("user"), told);
    }

    @Test
    void noPartOfAUrlTellsThePassword() {
        RedisUrl url =
                RedisUrlParser.parse("redis://user:secret@db?sentinel=m&sentinel-user=user&sentinel-password=secret");
        String told = url + " " + url.credentials() + " " + url.sentinel();
        assertFalse(told.contains(PASSWORD) || told.contains("user"), told);
    }

    private Sources with(String url) {
        return new Sources(directory).with(Source.ENVIRONMENT, Setting.REDIS_URL, url);
    }

    /** In a servlet container the log gets the whole stack trace, so that counts as well. */
    private static void assertHidesThePassword(Sources wrong) {
        ConfigException refusal = wrong.assertRefused();
        StringWriter trace = new StringWriter();
        refusal.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains(PASSWORD), trace.toString());
    }
}
