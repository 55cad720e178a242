package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.AckMode;
import dev.sluice.config.MessageFormat;
import dev.sluice.config.QueuePolicies;
import dev.sluice.config.QueuePolicy;
import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README says what the code does. */
class ReadmeTest {
    private static final String BEGIN = "<!-- settings: kept equal to the code by a test -->\n";
    private static final String END = "<!-- /settings -->";
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://|#)([^)#]+)[^)]*\\)");

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static String readme() throws Exception {
        return Files.readString(Project.folder().resolve("README.md"));
    }

    @Test
    void theTableOfSettingsIsThatOfTheCode() throws Exception {
        StringBuilder table = new StringBuilder("| environment | default | meaning |\n| --- | --- | --- |\n");
        for (Setting setting : Setting.values()) {
            table.append("| `")
                    .append(setting.environmentName())
                    .append("` | ")
                    .append(setting.defaultText())
                    .append(" | ")
                    .append(setting.meaning())
                    .append(" |\n");
        }
        String readme = readme();
        String actual = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertEquals(table.toString(), actual);
    }

    @Test
    void theExampleOfSettingsForSingleQueuesCanBeLoaded(@TempDir Path folder) throws Exception {
        Matcher yaml = YAML.matcher(readme());
        assertTrue(yaml.find());
        Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml.group(1));
        QueuePolicies policies = new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.CONFIG, file.toString()))
                .load()
                .queuePolicies();
        assertEquals(AckMode.SENT, policies.of("message_list").ack());
        assertEquals(
                new QueuePolicy(AckMode.CLIENT, 4, Duration.ofMinutes(1), 3, MessageFormat.TEXT),
                policies.of("orders"));
        assertEquals(MessageFormat.JSON, policies.of("inbox:42").format());
    }

    @Test
    void itTellsEachSettingThatASingleQueueMayHave() throws Exception {
        String readme = readme();
        String table = readme.substring(readme.indexOf("| setting | meaning |"));
        List<String> told = table.substring(0, table.indexOf("\n\n"))
                .lines()
                .skip(2)
                .map(row -> row.split("`")[1])
                .toList();
        List<String> known = Stream.of(Setting.values())
                .map(Setting::fileName)
                .filter(name -> name.startsWith("queue-"))
                .map(name -> name.substring("queue-".length()))
                .toList();
        assertEquals(known, told);
    }

    @Test
    void itsLinksAndThoseOfTheDocumentsLeadSomewhere() throws Exception {
        assertLinks(Project.folder().resolve("README.md"));
        try (var documents = Files.list(Project.folder().resolve("docs"))) {
            for (Path document :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertLinks(document);
            }
        }
    }

    private static void assertLinks(Path document) throws Exception {
        Matcher links = LINK.matcher(Files.readString(document));
        while (links.find()) {
            Path target = document.resolveSibling(links.group(1));
            assertTrue(Files.exists(target), document.getFileName() + " links to " + links.group(1));
        }
    }
}
