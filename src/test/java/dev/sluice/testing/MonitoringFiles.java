package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The alert rules and the dashboard in {@code deploy}. */
public final class MonitoringFiles {
    /** The folder of the rules, their tests and the example of a configuration. */
    public static final Path PROMETHEUS = Project.folder().resolve("deploy/prometheus");

    private MonitoringFiles() {}

    /**
     * One alert rule.
     *
     * @param condition the PromQL expression, in one line
     * @param duration how long the condition must hold
     */
    public record Alert(
            String name,
            String condition,
            String duration,
            String severity,
            String summary,
            String description,
            String link) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * One query of a panel.
     *
     * @param panel the panel's title
     * @param legend the template of a line's name
     */
    public record Query(String panel, String expression, String legend) {
        /** Returns the expression as Grafana would send it, for all nodes and bridges. */
        public String filled() {
            return expression
                    .replace("$job", ".*")
                    .replace("$node", ".*")
                    .replace("$bridge", ".*")
                    .replace("$__rate_interval", "10s");
        }

        @Override
        public String toString() {
            return panel + ": " + expression;
        }
    }

    public static List<Alert> alerts() throws IOException {
        return YAMLMapper.shared()
                .readTree(PROMETHEUS.resolve("alerts.yaml"))
                .at("/groups/0/rules")
                .valueStream()
                .map(rule -> new Alert(
                        rule.path("alert").asString(),
                        rule.path("expr").asString().strip().replaceAll("\\s+", " "),
                        rule.path("for").asString(),
                        rule.at("/labels/severity").asString(),
                        rule.at("/annotations/summary").asString(),
                        rule.at("/annotations/description").asString(),
                        rule.at("/annotations/runbook_url").asString()))
                .toList();
    }

    /** Returns the tests of the rules: each checks one expression at some times. */
    public static List<JsonNode> alertChecks() throws IOException {
        return YAMLMapper.shared()
                .readTree(PROMETHEUS.resolve("alerts.test.yaml"))
                .path("tests")
                .valueStream()
                .flatMap(test -> test.path("promql_expr_test").valueStream())
                .toList();
    }

    public static JsonNode dashboard() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(Project.folder().resolve("deploy/grafana/sluice.json")));
    }

    /** Returns the rows and the panels, with those in collapsed rows. */
    public static List<JsonNode> rowsAndPanels() throws IOException {
        return dashboard()
                .path("panels")
                .valueStream()
                .flatMap(panel ->
                        Stream.concat(Stream.of(panel), panel.path("panels").valueStream()))
                .toList();
    }

    /** Returns the panels that show something: no rows. */
    public static List<JsonNode> panels() throws IOException {
        return rowsAndPanels().stream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    public static List<Query> queries() throws IOException {
        return panels().stream().flatMap(MonitoringFiles::queries).toList();
    }

    private static Stream<Query> queries(JsonNode panel) {
        return panel.path("targets")
                .valueStream()
                .map(target -> new Query(
                        panel.path("title").asString(),
                        target.path("expr").asString(),
                        target.path("legendFormat").asString()));
    }
}
