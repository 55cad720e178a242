package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Sources.Source;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    private Path directory;

    private Sources sources;

    @BeforeEach
    void noSourceSaysAnything() {
        sources = new Sources(directory);
    }

    @Test
    void aFileIsYaml() {
        sources.withFile("""
                # A node for the shop.
                port: 9000
                http-publish: true
                heartbeat: 20s   # less than the proxy's minute
                host: "shop"
                """);
        Settings settings = sources.load();
        assertEquals(9000, settings.port());
        assertEquals(Optional.of(true), settings.httpPublish());
        assertEquals(20, settings.heartbeat().toSeconds());
        assertEquals("shop", settings.host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queues: [orders, 'inbox:*']",
                "queues:\n- orders\n- inbox:*\n",
                "queues: orders, inbox:*",
                "queues: [\"orders\",\n  \"inbox:*\"]"
            })
    void namesMayBeAListOrHaveCommas(String yaml) {
        Settings settings = sources.withFile(yaml).load();
        assertEquals("orders,inbox:*", settings.queues().toString());
    }

    @Test
    void otherListsMayBeYamlListsToo() {
        Settings settings = sources.withFile("allowed-origins:\n- https://a.example\n- https://b.example\n")
                .load();
        assertEquals(
                "[https://a.example, https://b.example]",
                settings.allowedOrigins().toString());
    }

    @Test
    void aFileIsUtf8() {
        assertEquals("漢字😀", sources.withFile("queues: 漢字😀").load().queues().toString());
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertEquals(9000, sources.withFile("\uFEFFport: 9000").load().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# port: 9000\n", "---\n", "{}", "null"})
    void aFileThatSaysNothingLeavesTheDefaults(String yaml) {
        assertEquals(8080, sources.withFile(yaml).load().port());
    }

    @Test
    void aMissingFileIsNamed() {
        String file = sources.file().toString();
        sources.with(Source.PROPERTY, Setting.CONFIG, file);
        sources.assertRefused("system property sluice.config", "\"" + file + "\"");
    }

    @Test
    void aDirectoryIsNoFile() {
        sources.with(Source.OPTION, Setting.CONFIG, directory.toString());
        sources.assertRefused("option --config", "\"" + directory + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "42", "- port\n- 9000\n", "[]", "port: 1\n---\nport: 2\n"})
    void fileWithoutAMapIsRefusedPlainly(String yaml) {
        sources.withFile(yaml).assertRefused(sources.file().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "port: [1", "host: a: b", "\tport: 1", "host: 'a", "host: \"\\q\"", "queues: [a, , b]"})
    void invalidYamlIsRefusedInOneSentence(String yaml) {
        sources.withFile(yaml).assertRefused(sources.file().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'port: 1\nhost: a\nport: 2\n'                            | port",
                "'queues:\n  \"a \\\"b\":\n  \"a \\\"b\":\n'                | a \"b",
                "'queues:\n  orders:\n    ack: sent\n    prefetch: 2\n    ack: none\n'| ack"
            })
    void repeatedNameIsNamedWithItsLine(String yaml, String name) {
        ConfigException refusal =
                sources.withFile(yaml).assertRefused(sources.file().toString());
        String line = "line " + yaml.split("\n").length + ".";
        assertTrue(
                refusal.getMessage().endsWith(" has \"" + name + "\" a second time at " + line), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'queues:\n\torders:\n'   | has a tab",
                "'queues: [1e3]\n'        | quotes",
                "'queues: 1.5\n'          | quotes",
                "'queues: [a, b, a]\n'    | the name a occurs twice"
            })
    void whatYamlMakesOfAValueIsSaid(String yaml, String said) {
        sources.withFile(yaml).assertRefused(sources.file().toString(), said);
    }

    @Test
    void invalidUtf8IsRefusedPlainly() {
        sources.withFile(HexFormat.of().parseHex("686F73743A20FF"));
        sources.assertRefused(sources.file().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queues|[orders, null]",
                "queues|[orders, [a, b]]",
                "queues|[{a: b}]",
                "queues|{a: b}",
                "host|{a: b}",
            })
    void valueOfAnotherShapeIsRefused(String name, String value) {
        sources.withFile(name + ": " + value + "\n")
                .assertRefused(name, sources.file().toString());
    }
}
