package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.config.Setting;
import dev.sluice.testing.ComposeFile;
import dev.sluice.testing.Project;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file compose.yaml; ComposeIT runs it. */
class ComposeFileTest {
    @Test
    void isValidByTheComposeSpecification() throws Exception {
        assertEquals(
                List.of(),
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema().toString())
                        .validate(JsonMapper.shared()
                                .valueToTree(ComposeFile.read().document()))
                        .stream()
                        .map(Object::toString)
                        .toList());
    }

    /** The schema of the specification, without its id, which is no URI. */
    private static JsonNode schema() throws Exception {
        try (InputStream file = ComposeFileTest.class.getResourceAsStream("/compose-spec.json")) {
            ObjectNode schema = (ObjectNode) JsonMapper.shared().readTree(file);
            schema.remove("$id");
            return schema;
        }
    }

    @Test
    void noServiceHasRightsOrMayWrite() throws Exception {
        ComposeFile.read().services().forEach((name, service) -> {
            assertEquals(true, service.get("read_only"), name);
            assertEquals(List.of("ALL"), service.get("cap_drop"), name);
            assertEquals(List.of("no-new-privileges:true"), service.get("security_opt"), name);
            ((List<?>) service.getOrDefault("ports", List.of()))
                    .forEach(port -> assertTrue(port.toString().startsWith("127.0.0.1:"), name + " is open to all"));
        });
    }

    @Test
    void nodesAreThoseThatNginxAsks() throws Exception {
        List<String> nodes = ComposeFile.read().services().entrySet().stream()
                .filter(service -> service.getValue().get("image").equals("sluice"))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(2, nodes.size());
        assertEquals(
                nodes.stream().map(node -> node + ":8080").toList(),
                servers("compose-nodes.conf")
                        .map(server -> server.split(" ")[1])
                        .distinct()
                        .toList());
        assertEquals(
                servers("nodes.conf").map(ComposeFileTest::withoutAddress).toList(),
                servers("compose-nodes.conf")
                        .map(ComposeFileTest::withoutAddress)
                        .toList());
    }

    private static Stream<String> servers(String file) throws Exception {
        return Files.readString(Project.folder().resolve("nginx").resolve(file))
                .lines()
                .map(line -> line.replaceFirst(" *#.*", ""))
                .filter(line -> line.startsWith("server "));
    }

    private static String withoutAddress(String server) {
        return server.replaceFirst("^server \\S+ ", "");
    }

    @Test
    void nodesAreToldOnlySettingsThereAre() throws Exception {
        List<String> known =
                Stream.of(Setting.values()).map(Setting::environmentName).toList();
        Map<?, ?> environment =
                (Map<?, ?>) ComposeFile.read().services().get("node1").get("environment");
        assertTrue(known.containsAll(environment.keySet()), environment.toString());
    }
}
