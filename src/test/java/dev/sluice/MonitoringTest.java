package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.metrics.Metric;
import dev.sluice.testing.MonitoringFiles;
import dev.sluice.testing.MonitoringFiles.Alert;
import dev.sluice.testing.MonitoringFiles.Query;
import dev.sluice.testing.Project;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The alert rules and the dashboard fit the metrics, the document and Grafana. */
class MonitoringTest {
    private static final Map<String, Metric> METRICS =
            Stream.of(Metric.values()).collect(Collectors.toMap(Metric::fullName, Function.identity()));

    /** What Prometheus adds to all metrics of a node. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");

    private static final Pattern METRIC = Pattern.compile("\\b(sluice_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHED_LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern LABELS = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern LABEL_IN_SUMMARY = Pattern.compile("\\$labels\\.(\\w+)");
    private static final Pattern LABEL_IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    static Stream<Alert> alerts() throws IOException {
        return MonitoringFiles.alerts().stream();
    }

    static Stream<Query> queries() throws IOException {
        return MonitoringFiles.queries().stream();
    }

    static Stream<String> expressions() throws IOException {
        return Stream.concat(alerts().map(Alert::condition), queries().map(Query::expression));
    }

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(match -> Arrays.stream(match.group(1).split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void metricsExistWithTheLabelsThatAreUsed(String expression) {
        Set<String> grouped = find(LABELS, expression);
        METRIC.matcher(expression).results().forEach(match -> {
            Metric metric = METRICS.get(match.group(1));
            assertTrue(metric != null, match.group(1) + " does not exist");
            Set<String> used = new HashSet<>(grouped);
            used.addAll(find(MATCHED_LABEL, match.group(2) == null ? "" : match.group(2)));
            used.removeAll(OF_TARGETS);
            used.remove(metric.label().name().toLowerCase(Locale.ROOT));
            assertEquals(Set.of(), used, "labels that " + match.group(1) + " has not");
        });
        assertTrue(METRIC.matcher(expression).find() || expression.startsWith("up{"), "no metric in " + expression);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void alertIsCompleteAndItsLinkLeadsSomewhere(Alert alert) throws IOException {
        assertTrue(alert.name().matches("Sluice[A-Za-z]+"), alert.name());
        assertTrue(alert.duration().matches("[1-9][0-9]*m"), alert.duration());
        assertTrue(Set.of("warning", "critical").contains(alert.severity()), alert.severity());
        assertTrue(alert.description().endsWith(".") && !alert.description().contains("|"), alert.description());
        String[] link = alert.link().split("#");
        assertTrue(
                Files.readString(Project.folder().resolve(link[0]))
                        .toLowerCase(Locale.ROOT)
                        .contains("\n## " + link[1] + "\n"),
                alert.link());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void summaryNamesOnlyLabelsThatFiringSeriesHave(Alert alert) {
        Set<String> kept = find(LABELS, alert.condition());
        Set<String> labels = kept.isEmpty() ? OF_TARGETS : kept;
        Set<String> named = find(LABEL_IN_SUMMARY, alert.summary());
        assertTrue(labels.containsAll(named), alert.summary() + " " + labels);
        assertTrue(!named.isEmpty() || labels.equals(Set.of("job")), "which of them? " + alert.summary());
    }

    @ParameterizedTest
    @MethodSource("queries")
    void legendNamesOnlyLabelsThatLinesHave(Query query) {
        assertEquals(find(LABELS, query.expression()), find(LABEL_IN_LEGEND, query.legend()));
    }

    /** That the checks hold is for promtool to say. */
    @ParameterizedTest
    @MethodSource("alerts")
    void eachAlertIsCheckedToFireAndNot(Alert alert) throws IOException {
        List<JsonNode> checks = MonitoringFiles.alertChecks().stream()
                .filter(check -> check.path("expr")
                        .asString()
                        .equals("ALERTS{alertname=\"" + alert.name() + "\", alertstate=\"firing\"}"))
                .toList();
        assertTrue(checks.stream().anyMatch(check -> check.path("exp_samples").isEmpty()), "never quiet");
        assertTrue(checks.stream().anyMatch(check -> !check.path("exp_samples").isEmpty()), "never firing");
    }

    @Test
    void alertsTableEqualsTheRules() throws IOException {
        StringBuilder table = new StringBuilder(
                "| alert | severity | condition | for | meaning |\n| --- | --- | --- | --- | --- |\n");
        alerts().forEach(alert -> table.append("| `")
                .append(alert.name())
                .append("` | ")
                .append(alert.severity())
                .append(" | `")
                .append(alert.condition())
                .append("` | ")
                .append(alert.duration())
                .append(" | ")
                .append(alert.description())
                .append(" |\n"));
        String document = Files.readString(Project.folder().resolve("docs/operations.md"));
        assertTrue(document.contains("\n\n" + table + "\n"), table.toString());
    }

    private static List<String> faults(String schema, String definition, JsonNode value) throws IOException {
        try (InputStream in = MonitoringTest.class.getResourceAsStream("/grafana/" + schema + ".schema.json")) {
            ObjectNode content = (ObjectNode) JsonMapper.shared().readTree(in);
            content.put("$ref", "#/definitions/" + definition);
            return SCHEMAS.getSchema(content).validate(value).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void dashboardFitsTheSchemaOfGrafana() throws IOException {
        JsonNode dashboard = MonitoringFiles.dashboard();
        assertEquals(List.of(), faults("dashboard", "Dashboard", dashboard));
        for (JsonNode panel : MonitoringFiles.panels()) {
            String type = panel.path("type").asString();
            assertEquals(List.of(), faults("dashboard", "Panel", panel));
            assertEquals(List.of(), faults(type, "Options", panel.path("options")));
            if (type.equals("timeseries")) {
                assertEquals(List.of(), faults(type, "FieldConfig", panel.at("/fieldConfig/defaults/custom")));
            }
            for (JsonNode target : panel.path("targets")) {
                assertEquals(List.of(), faults("prometheus", "Dataquery", target));
            }
        }
        assertFalse(faults("dashboard", "Panel", dashboard).isEmpty(), "the schema accepts everything");
    }

    @Test
    void panelsAreExplainedAndHaveTheirOwnPlace() throws IOException {
        Set<String> cells = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : MonitoringFiles.rowsAndPanels()) {
            assertTrue(ids.add(panel.path("id").asInt()), panel.path("title").asString());
            JsonNode place = panel.path("gridPos");
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertTrue(x < 24 && cells.add(x + "," + y), "overlaps: " + panel.path("title"));
                }
            }
        }
        for (JsonNode panel : MonitoringFiles.panels()) {
            assertTrue(
                    panel.path("description").asString().endsWith("."),
                    panel.path("title").asString());
            assertFalse(panel.at("/fieldConfig/defaults/unit").asString().isEmpty(), "no unit");
            assertEquals("${datasource}", panel.at("/datasource/uid").asString());
        }
    }
}
