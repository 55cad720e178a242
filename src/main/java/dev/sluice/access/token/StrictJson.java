package dev.sluice.access.token;

import dev.sluice.access.client.StrictUtf8;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON objects of others: UTF-8, no member twice, nothing after the end, and not too deep. */
final class StrictJson {
    private static final int DEEPEST = 32;

    private static final int MAX_NUMBER = 400;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private StrictJson() {}

    /**
     * Returns the members: texts, Longs (BigIntegers beyond them), Doubles, booleans, nulls, lists and maps, all
     * immutable; empty if this is no such object.
     */
    static Optional<Map<String, Object>> read(byte[] json) {
        try {
            // A decoder of its own: Jackson would accept UTF-16 and UTF-32, too.
            Map<String, Object> members = JSON.readValue(StrictUtf8.decode(json), OBJECT);
            if (members == null) { // the text is null
                return Optional.empty();
            }
            members.replaceAll((name, value) -> plain(value));
            return Optional.of(Collections.unmodifiableMap(members));
        } catch (CharacterCodingException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Makes small numbers Longs, too, and lists and maps immutable. They are not deep, so this may call itself. */
    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list);
            items.replaceAll(StrictJson::plain);
            return Collections.unmodifiableList(items); // may have nulls
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> members = new LinkedHashMap<>(map);
            members.replaceAll((name, member) -> plain(member));
            return Collections.unmodifiableMap(members);
        }
        return value;
    }

    static String write(Map<String, Object> members) {
        return JSON.writeValueAsString(members);
    }
}
