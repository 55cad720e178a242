package dev.sluice.bridge.target;

import dev.sluice.bridge.source.SourceRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The fields of a record that templates can name. The value is parsed when a field of it is first asked for. */
final class RecordFields {
    static final String KEY = "key";
    static final String TOPIC = "topic";
    static final String HEADER = "header:";
    static final String JSON = "json:";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final SourceRecord record;
    private Optional<JsonNode> json = Optional.empty();

    RecordFields(SourceRecord record) {
        this.record = record;
    }

    /** Returns true if a template can name this field. */
    static boolean isKnown(String name) {
        return name.equals(KEY)
                || name.equals(TOPIC)
                || name.startsWith(HEADER) && name.length() > HEADER.length()
                || name.startsWith(JSON) && isPath(name.substring(JSON.length()));
    }

    private static boolean isPath(String path) {
        return List.of(path.split("\\.", -1)).stream().noneMatch(String::isEmpty);
    }

    /** Returns the values of these fields, as a template takes them; a missing one is absent. */
    Map<String, Object> values(List<String> names) {
        Map<String, Object> values = new HashMap<>();
        for (String name : names) {
            Object value = value(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private Object value(String name) {
        if (name.equals(TOPIC)) {
            return record.topic();
        }
        if (name.equals(KEY)) {
            return record.key().orElse(null);
        }
        if (name.startsWith(HEADER)) {
            return record.header(name.substring(HEADER.length())).orElse(null);
        }
        JsonNode node = json(name.substring(JSON.length()));
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue();
        }
        return node.isString() ? node.asString() : node; // which is withheld
    }

    /** Returns a field of the value, by the names on the way to it; a missing node if the value is not JSON. */
    JsonNode json(String path) {
        JsonNode node = json.orElseGet(this::parse);
        for (String step : path.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }

    private JsonNode parse() {
        JsonNode parsed;
        try {
            parsed = MAPPER.readTree(record.value());
        } catch (JacksonException e) {
            parsed = MissingNode.getInstance();
        }
        json = Optional.of(parsed);
        return parsed;
    }
}
