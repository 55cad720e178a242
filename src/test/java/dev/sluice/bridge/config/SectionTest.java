package dev.sluice.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.config.ConfigException;
import dev.sluice.testing.BridgeSettings;
import dev.sluice.testing.ConfigFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SectionTest {
    private static Section section(String yaml) throws Exception {
        return new Section(
                "the source a",
                BridgeSettings.of("sources: " + yaml).sources(),
                Map.of("SECRET", "from the environment"));
    }

    private static void assertRefused(String sentence, Executable call) {
        assertEquals(sentence, assertThrows(ConfigException.class, call).getMessage());
    }

    @Test
    void secretsComeFromFilesAndTheEnvironment() throws Exception {
        String file = ConfigFile.of("from a file\n");
        Section section =
                section("{a: 'file:" + file + "', b: 'env:SECRET', c: plain, d: 'env:NONE', e: 'file:/none'}");
        assertEquals(Optional.of("from a file"), section.secret("a"));
        assertEquals("from the environment", section.requiredSecret("b"));
        assertEquals(Optional.of("plain"), section.secret("c"));
        assertRefused(
                "The setting d for the source a is wrong: there is no environment variable NONE.",
                () -> section.secret("d"));
        assertRefused(
                "The setting e for the source a is wrong: the file /none cannot be read.", () -> section.secret("e"));
        assertRefused("There is no setting f for the source a, but it is required.", () -> section.requiredSecret("f"));
        assertEquals(
                Map.of("x", "from the environment", "y", "1"),
                section("{m: {x: 'env:SECRET', y: 1}}").secrets("m"));
        assertEquals(Map.of(), section.secrets("m"));
    }

    @Test
    void listsAreOfStringsOrOneString() throws Exception {
        Section section = section("{one: x, two: [x, ' y '], none: [], number: [1], map: {}}");
        assertEquals(List.of("x"), section.texts("one"));
        assertEquals(List.of("x", "y"), section.texts("two"));
        for (String name : List.of("none", "number")) {
            assertRefused(
                    "The setting " + name + " for the source a is wrong: it must be a list of strings.",
                    () -> section.texts(name));
        }
        assertRefused(
                "The setting map for the source a is wrong: it must be a single value, in quotes if it has braces or"
                        + " colons.",
                () -> section.texts("map"));
    }

    @Test
    void oneOfSeveralNamesIsRequired() throws Exception {
        List<String> names = List.of("x", "y");
        assertEquals("y", section("{y: 1, z: 2}").exactlyOne(names));
        assertRefused(
                "There must be exactly one of x, y for the source a.",
                () -> section("{z: 1}").exactlyOne(names));
        assertRefused(
                "There must be exactly one of x, y for the source a, and there are x and y.",
                () -> section("{x: 1, y: 2}").exactlyOne(names));
    }

    @Test
    void uselessSettingsAreRefused() throws Exception {
        section("{x: 1}").refuseUseless("y", "without x");
        assertRefused(
                "The setting x for the source a has no effect without y.",
                () -> section("{x: 1}").refuseUseless("x", "without y"));
    }
}
