package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.OpenApi;
import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/http.md} and {@code docs/openapi.yaml} describe the same requests. */
class OpenApiTest {
    private static final Pattern REQUEST = Pattern.compile("^\\| \\[`([A-Z]+ [^`]+)`]", Pattern.MULTILINE);
    private static final Pattern PARAMETER = Pattern.compile("^\\| `([A-Za-z]+)(?:=[^`]*)?` \\|", Pattern.MULTILINE);

    private static final Pattern JSON_EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static String document() throws Exception {
        return Files.readString(Project.folder().resolve("docs/http.md"));
    }

    private static String between(String begin, String end) throws Exception {
        String document = document();
        int from = document.indexOf(begin) + begin.length();
        return document.substring(from, document.indexOf(end, from));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void requestsTableEqualsTheDescription() throws Exception {
        List<String> told = found(REQUEST, between("<!-- requests:", "<!-- /requests -->"));
        List<String> described = OpenApi.read().operations().stream()
                .map(operation -> operation.method() + " " + operation.path().replace("{name}", "NAME"))
                .toList();
        assertEquals(described, told);
    }

    @Test
    void streamParametersTableEqualsTheDescription() throws Exception {
        List<String> told = found(PARAMETER, between("\n## GET /sse\n", "\n| status |"));
        List<String> described = OpenApi.read().operations().stream()
                .filter(operation -> operation.id().equals("openStream"))
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> parameter.in().equals("query"))
                .map(OpenApi.Parameter::name)
                .toList();
        assertEquals(
                described.stream().sorted().toList(), told.stream().sorted().toList());
    }

    @Test
    void eachJsonExampleFitsASchema() throws Exception {
        OpenApi description = OpenApi.read();
        List<JsonNode> schemas =
                description.document().at("/components/schemas").valueStream().toList();
        List<String> examples = found(JSON_EXAMPLE, document());
        assertFalse(examples.isEmpty());
        for (String example : examples) {
            JsonNode value = JsonMapper.shared().readTree(example);
            assertTrue(
                    schemas.stream()
                            .anyMatch(
                                    schema -> description.faults(schema, value).isEmpty()),
                    example);
        }
    }

    @Test
    void allReferencesLeadSomewhere() throws Exception {
        OpenApi description = OpenApi.read();
        nodes(description.document()).forEach(description::target);
    }

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(OpenApiTest::nodes));
    }
}
