package dev.sluice.bridge.target;

import dev.sluice.bridge.source.SourceRecord;
import dev.sluice.channel.ChannelName;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The fields of a record that templates can name. The value is parsed when a field of it is first asked for. */
final class RecordFields {
    static final String JSON = "json:";

    private static final String KEY = "key";
    private static final String TOPIC = "topic";
    private static final String HEADER = "header:";

    /** Numbers keep their digits. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final SourceRecord record;
    private Optional<JsonNode> json = Optional.empty();

    RecordFields(SourceRecord record) {
        this.record = record;
    }

    /** @throws IllegalArgumentException if there is no such field; the message ends a sentence about a template */
    static void requireKnown(List<String> names) {
        names.stream().filter(name -> !isKnown(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("has the placeholder {" + name
                    + "}; there are {key}, {topic}, {header:NAME} and {json:FIELD}, such as {json:user.id}");
        });
    }

    static boolean isKnown(String name) {
        return name.equals(KEY)
                || name.equals(TOPIC)
                || name.startsWith(HEADER) && name.length() > HEADER.length()
                || name.startsWith(JSON) && isPath(name.substring(JSON.length()));
    }

    private static boolean isPath(String path) {
        return List.of(path.split("\\.", -1)).stream().noneMatch(String::isEmpty);
    }

    /** Returns the values of these fields; a missing one is absent. */
    Map<String, Object> values(List<String> names) throws UndeliverableException {
        Map<String, Object> values = new HashMap<>();
        for (String name : names) {
            value(name).ifPresent(value -> values.put(name, value));
        }
        return values;
    }

    /** Returns a field that is text or a whole number. */
    String text(String name) throws UndeliverableException {
        Object value =
                value(name).orElseThrow(() -> new UndeliverableException("the field \"" + name + "\" is missing"));
        if (!(value instanceof String || value instanceof BigInteger)) {
            throw new UndeliverableException("the field \"" + name + "\" is neither text nor a whole number");
        }
        String text = value.toString();
        if (text.isEmpty() || !ChannelName.isEncodable(text)) {
            throw new UndeliverableException(
                    "the field \"" + name + "\" " + (text.isEmpty() ? "is empty" : "has half a surrogate pair"));
        }
        return text;
    }

    private Optional<Object> value(String name) throws UndeliverableException {
        if (name.equals(TOPIC)) {
            return Optional.of(record.origin());
        }
        if (name.equals(KEY)) {
            return record.key();
        }
        if (name.startsWith(HEADER)) {
            return record.header(name.substring(HEADER.length()));
        }
        JsonNode node = json(name.substring(JSON.length()));
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (node.isIntegralNumber()) {
            return Optional.of(node.bigIntegerValue());
        }
        return Optional.of(node.isString() ? node.asString() : node); // which is neither text nor a whole number
    }

    /**
     * Returns a field of the value, by the names on the way to it; a missing node if there is none.
     *
     * @throws UndeliverableException if the value is not JSON
     */
    JsonNode json(String path) throws UndeliverableException {
        if (json.isEmpty()) {
            json = Optional.of(parse());
        }
        JsonNode node = json.get();
        for (String step : path.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }

    private JsonNode parse() throws UndeliverableException {
        try {
            return MAPPER.readTree(record.value());
        } catch (JacksonException e) {
            throw new UndeliverableException("is not JSON");
        }
    }
}
