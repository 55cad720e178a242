package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The workflow that publishes a release agrees with what the build makes. */
class ReleaseWorkflowTest {
    private static String read(String file) throws Exception {
        return Files.readString(Project.folder().resolve(file));
    }

    private static List<JsonNode> steps() throws Exception {
        JsonNode jobs = YAMLMapper.shared()
                .readTree(read(".github/workflows/release.yaml"))
                .get("jobs");
        return jobs.valueStream().flatMap(job -> job.get("steps").valueStream()).toList();
    }

    private static Stream<String> values(String key) throws Exception {
        return steps().stream()
                .filter(step -> step.has(key))
                .map(step -> step.get(key).asString());
    }

    @Test
    void publishesWhatIsReproducible() throws Exception {
        Matcher files = Pattern.compile("(?m)^files=\\((.*)\\)$").matcher(read(".ci/reproducible"));
        assertTrue(files.find());
        String published = steps().stream()
                .filter(step -> step.path("uses").asString("").startsWith("actions/upload-artifact@"))
                .map(step -> step.get("with").get("path").asString())
                .findFirst()
                .orElseThrow();
        Set<String> expected = new TreeSet<>(List.of(files.group(1).split(" ")));
        assertTrue(
                values("run").anyMatch(run -> run.equals("sha256sum " + files.group(1) + " > SHA256SUMS")),
                "a file has no checksum");
        expected.add("SHA256SUMS");
        assertEquals(
                expected,
                new TreeSet<>(published
                        .lines()
                        .map(line -> line.replace("target/", ""))
                        .toList()));
    }

    @Test
    void stepsUseWhatExists() throws Exception {
        for (String run : values("run").toList()) {
            Matcher scripts = Pattern.compile("bash (\\S+)").matcher(run);
            while (scripts.find()) {
                assertTrue(Files.exists(Project.folder().resolve(scripts.group(1))), run);
            }
            Matcher profiles = Pattern.compile(" -P(\\w+)").matcher(run);
            while (profiles.find()) {
                assertTrue(read("pom.xml").contains("<id>" + profiles.group(1) + "</id>"), run);
            }
        }
    }

    @Test
    void actionsHaveAVersion() throws Exception {
        List<String> actions = values("uses").toList();
        assertTrue(actions.size() > 4, actions.toString());
        assertEquals(
                List.of(),
                actions.stream()
                        .filter(action -> !action.matches("[\\w/-]+@v[0-9]+"))
                        .toList());
    }
}
