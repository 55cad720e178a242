package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Sources.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    private static final String PASSWORD = "secret";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://db",
                "redis://db/",
                "redis://db:7000",
                "redis://db:7000/0",
                "redis://:secret@db/9999",
                "redis://user:secret@db.example:1",
                "redis://user:sec%40ret@127.0.0.1:65535",
                "rediss://db",
                "rediss://[::1]:6379/3"
            })
    void aUrlNamesAHostAndMayNameMore(String url) {
        assertEquals(Optional.of(URI.create(url)), with(url).load().redisUrl());
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
                "redis://:secret@a,b",
                "http://:secret@db",
                "REDIS://:secret@db",
                "redis+sentinel://:secret@db"
            })
    void aWrongUrlIsRefusedWithoutShowingItsPassword(String url) {
        assertHidesThePassword(with(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:secret@db:0", "redis://:secret@db:65536", "redis://:secret@db:99999"})
    void aPortThatCannotBeIsRefused(String url) {
        assertHidesThePassword(with(url));
    }

    /** Somebody meant something by it. */
    @ParameterizedTest
    @ValueSource(strings = {"redis://:secret@db/0?timeout=5", "redis://db?password=secret", "redis://:x@db#secret"})
    void aQueryOrFragmentIsRefusedAndNotPassedOver(String url) {
        assertHidesThePassword(with(url));
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void anotherWrongSettingDoesNotShowThePasswordEither(Source source) {
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
    void aFileThatIsNotYamlDoesNotShowThePasswordEither(String yaml) {
        assertHidesThePassword(new Sources(directory).withFile(yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:secret@db", "rediss://user:secret@db:7000/2", "redis://secret@db"})
    void theSettingsTellTheHostButNeitherUserNorPassword(String url) {
        String told = with(url).load().toString();
        assertTrue(told.contains("://db"), told);
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
