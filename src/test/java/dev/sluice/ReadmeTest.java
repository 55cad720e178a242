package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.config.ReloadableSettings;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.metrics.Metric;
import dev.sluice.testing.Documents;
import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents say what the code does. */
class ReadmeTest {
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```");

    /** A line of a flowchart: its head, a subgraph's, or one arrow. */
    private static final Pattern MERMAID = Pattern.compile(
            "flowchart LR| *subgraph \\w+ \\[\\w+]| *end|(?:(?!-->|\\.->).)*(?:-->|\\.->)(?:(?!-->|\\.->).)*");

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static String configuration() throws Exception {
        return Files.readString(Project.folder().resolve("docs/configuration.md"));
    }

    @Test
    void settingsTableEqualsTheCode() throws Exception {
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
        assertEquals(table.toString(), table("configuration.md", "settings"));
    }

    @Test
    void reloadableSettingsAreThoseOfTheCode() throws Exception {
        Set<String> documented = Pattern.compile("`(SLUICE_[A-Z_]+)`")
                .matcher(table("configuration.md", "reloadable").replaceAll("(?m)^(\\| [^|]*\\|).*", "$1"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Stream.of(Setting.values())
                        .filter(ReloadableSettings::canChange)
                        .map(Setting::environmentName)
                        .collect(Collectors.toCollection(TreeSet::new)),
                documented);
    }

    @Test
    void metricsTableEqualsTheCode() throws Exception {
        StringBuilder table = new StringBuilder("| metric | type | label | meaning |\n| --- | --- | --- | --- |\n");
        for (Metric metric : Metric.values()) {
            table.append("| `")
                    .append(metric.fullName())
                    .append("` | ")
                    .append(metric.type().name().toLowerCase(Locale.ROOT))
                    .append(
                            metric.label() == Metric.Label.NONE
                                    ? " | | "
                                    : " | `" + metric.label().name().toLowerCase(Locale.ROOT) + "` | ")
                    .append(metric.help())
                    .append(" |\n");
        }
        assertEquals(table.toString(), table("operations.md", "metrics"));
    }

    /** The table between the marks of this name. */
    private static String table(String file, String name) throws Exception {
        String begin = "<!-- " + name + ": kept equal to the code by a test -->\n";
        String document = Files.readString(Project.folder().resolve("docs").resolve(file));
        return document.substring(document.indexOf(begin) + begin.length(), document.indexOf("<!-- /" + name + " -->"));
    }

    /** The settings that an example says, the first being 0. */
    private static Settings example(int index, Path folder) throws Exception {
        String yaml = YAML.matcher(configuration())
                .results()
                .map(match -> match.group(1))
                .toList()
                .get(index);
        Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
        return new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.CONFIG, file.toString())).load();
    }

    @Test
    void theExampleOfAFileCanBeLoaded(@TempDir Path folder) throws Exception {
        Settings settings = example(0, folder);
        assertEquals(List.of("message_list", "inbox:*"), settings.queues().texts());
        assertEquals(Duration.ofSeconds(10), settings.heartbeat());
    }

    @Test
    void queueSettingsExampleCanBeLoaded(@TempDir Path folder) throws Exception {
        QueuePolicies policies = example(1, folder).queuePolicies();
        assertEquals(AckMode.SENT, policies.of("message_list").ack());
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
        assertEquals(MessageFormat.JSON, policies.of("inbox:42").format());
    }

    @Test
    void topicSettingsExampleCanBeLoaded(@TempDir Path folder) throws Exception {
        Settings settings = example(2, folder);
        assertEquals(
                new TopicPolicy(
                        Optional.of(500), Optional.of(Duration.ofHours(2)), Optional.empty(), HistoryCache.PRIVATE),
                settings.topicPolicies().of("room:1"));
        assertEquals(
                MessageFormat.JSON, settings.pubsubTopicPolicies().of("ticker").format());
    }

    @ParameterizedTest
    @CsvSource({"queues, QUEUE_", "topics, TOPIC_", "pub/sub topics, PUBSUB_TOPIC_"})
    void channelSettingsTablesEqualTheCode(String kind, String prefix) throws Exception {
        String document = configuration();
        String table = document.substring(document.indexOf("| setting of " + kind + " | for all " + kind + " |"));
        List<String> told = table.substring(0, table.indexOf("\n\n"))
                .lines()
                .skip(2)
                .map(row -> row.split("`")[1] + " " + row.split("`")[3])
                .toList();
        List<String> known = Stream.of(Setting.values())
                .filter(setting -> setting.name().startsWith(prefix))
                .map(setting -> setting.fileName().substring(prefix.length()) + " " + setting.environmentName())
                .toList();
        assertEquals(known, told);
    }

    @Test
    void linksAndTheirAnchorsLeadSomewhere() throws Exception {
        assertLinks(Project.folder().resolve("README.md"));
        assertLinks(Project.folder().resolve("CONTRIBUTING.md"));
        try (var documents = Files.list(Project.folder().resolve("docs"))) {
            for (Path document :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertLinks(document);
            }
        }
    }

    @Test
    void drawingsHaveAStatementInEachLine() throws Exception {
        List<String> drawings = Documents.blocks("mermaid");
        assertFalse(drawings.isEmpty());
        for (String drawing : drawings) {
            drawing.lines().forEach(line -> assertTrue(MERMAID.matcher(line).matches(), line));
        }
    }

    private static void assertLinks(Path document) throws Exception {
        Matcher links = LINK.matcher(withoutCode(document));
        while (links.find()) {
            Path target = links.group(1).isEmpty() ? document : document.resolveSibling(links.group(1));
            String link = document.getFileName() + " links to " + links.group(1) + "#" + links.group(2);
            assertTrue(Files.exists(target), link);
            if (links.group(2) != null && target.toString().endsWith(".md")) {
                assertTrue(anchors(target).contains(links.group(2)), link);
            }
        }
    }

    private static String withoutCode(Path document) throws Exception {
        return CODE.matcher(Files.readString(document)).replaceAll("");
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) throws Exception {
        return HEADING.matcher(withoutCode(document))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
