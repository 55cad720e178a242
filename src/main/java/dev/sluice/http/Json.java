package dev.sluice.http;

import tools.jackson.databind.json.JsonMapper;

/** JSON as the body of an answer. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }
}
