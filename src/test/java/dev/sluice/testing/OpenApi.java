package dev.sluice.testing;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The description of the HTTP interface, {@code docs/openapi.yaml}. */
public final class OpenApi {
    private static final YAMLMapper YAML = YAMLMapper.shared();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    /**
     * One request.
     *
     * @param path with the names of parameters in braces
     * @param refusesOtherParameters whether a parameter that is not declared is 400
     * @param responses by their status
     */
    public record Operation(
            String id,
            String method,
            String path,
            boolean refusesOtherParameters,
            List<Parameter> parameters,
            Map<Integer, JsonNode> responses) {
        /** The path with the examples of its parameters. */
        public String examplePath() {
            String filled = path;
            for (Parameter parameter : parameters) {
                filled = filled.replace("{" + parameter.name() + "}", parameter.example());
            }
            return filled;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * One parameter.
     *
     * @param in {@code path}, {@code query} or {@code header}
     * @param schema of one value
     * @param mostTimes how often it may be given
     */
    public record Parameter(String name, String in, JsonNode schema, int mostTimes, String example) {}

    public static OpenApi read() throws IOException {
        return new OpenApi(YAML.readTree(Files.readString(Project.folder().resolve("docs/openapi.yaml"))));
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations.add(operation(path.getKey(), operation.getKey(), operation.getValue()));
            }
        }
        return operations;
    }

    private Operation operation(String path, String method, JsonNode node) {
        Map<Integer, JsonNode> responses = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> response : node.get("responses").properties()) {
            responses.put(Integer.valueOf(response.getKey()), target(response.getValue()));
        }
        return new Operation(
                node.get("operationId").stringValue(),
                method.toUpperCase(),
                path,
                node.get("x-other-parameters").stringValue().equals("refused"),
                node.path("parameters")
                        .valueStream()
                        .map(this::target)
                        .map(this::parameter)
                        .toList(),
                responses);
    }

    private Parameter parameter(JsonNode node) {
        JsonNode schema = target(node.get("schema"));
        boolean isList = schema.path("type").asString("").equals("array");
        JsonNode example = isList ? node.get("example").get(0) : node.get("example");
        return new Parameter(
                node.get("name").stringValue(),
                node.get("in").stringValue(),
                isList ? target(schema.get("items")) : schema,
                isList ? schema.get("maxItems").intValue() : 1,
                example.asString());
    }

    /** Follows a reference; any other node is its own target. */
    public JsonNode target(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null
                ? node
                : document.requiredAt(reference.stringValue().substring(1));
    }

    /** The schema of bodies of this type in a response; empty if it is not declared. */
    public Optional<JsonNode> schemaOfBody(JsonNode response, String contentType) {
        JsonNode content = response.path("content");
        JsonNode exactly = content.path(contentType);
        JsonNode declared = exactly.isMissingNode() ? content.path(contentType.split(";")[0]) : exactly;
        return declared.isMissingNode() ? Optional.empty() : Optional.of(declared.get("schema"));
    }

    /** What is wrong with a value by a schema of the document; members that are not declared are wrong, too. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("$defs", document.at("/components/schemas").deepCopy());
        forbidOtherMembers(whole);
        String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
        return SCHEMAS.getSchema(text).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    private static void forbidOtherMembers(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.valueStream().forEach(OpenApi::forbidOtherMembers);
    }
}
