package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.MonitoringFiles;
import dev.sluice.testing.Programs;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files for Prometheus, read and tested by its own tool. */
class PromtoolIT {
    @TempDir
    private Path folder;

    private String promtool(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Programs.require("promtool").toString()));
        command.addAll(List.of(words));
        try (ServerProcess promtool = ServerProcess.start(command, folder, Map.of())) {
            int status = promtool.exitValue();
            assertEquals(0, status, promtool.output());
            return promtool.output();
        }
    }

    @Test
    void alertRulesPassTheirTests() throws Exception {
        String checked = promtool(
                "check",
                "rules",
                MonitoringFiles.PROMETHEUS.resolve("alerts.yaml").toString());
        assertTrue(checked.contains(MonitoringFiles.alerts().size() + " rules found"), checked);
        promtool(
                "test",
                "rules",
                MonitoringFiles.PROMETHEUS.resolve("alerts.test.yaml").toString());
    }

    @Test
    void exampleOfAConfigurationIsValid() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret");
        String example = Files.readString(MonitoringFiles.PROMETHEUS.resolve("prometheus.yaml"));
        Path config = Files.writeString(
                folder.resolve("prometheus.yaml"),
                example.replace("/etc/prometheus/sluice-metrics-token", token.toString()));
        Files.copy(MonitoringFiles.PROMETHEUS.resolve("alerts.yaml"), folder.resolve("alerts.yaml"));
        String checked = promtool("check", "config", config.toString());
        assertTrue(checked.contains("1 rule files found") && checked.contains("is valid"), checked);
    }

    @Test
    @DisplayName("promtool, which has no command for one expression, parses those of the dashboard as rules")
    void dashboardHasValidExpressionsOnly() throws Exception {
        List<Map<String, String>> rules = MonitoringFiles.queries().stream()
                .map(query -> Map.of("record", "q:" + Integer.toHexString(query.hashCode()), "expr", query.filled()))
                .toList();
        Path file = Files.writeString(
                folder.resolve("dashboard.yaml"),
                YAMLMapper.shared()
                        .writeValueAsString(Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules)))));
        String checked = promtool("check", "rules", file.toString());
        assertTrue(checked.contains(rules.size() + " rules found"), checked);
    }
}
