package dev.sluice.http.answer;

import tools.jackson.databind.json.JsonMapper;

/** JSON as the body of an answer. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }
}
