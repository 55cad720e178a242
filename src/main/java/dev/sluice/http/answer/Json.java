package dev.sluice.http.answer;

import tools.jackson.databind.json.JsonMapper;

/** JSON as the body of an answer. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The length of an escape such as {@code \\u0001}, for characters that have no shorter one. */
    private static final int CONTROL_CHARACTER_BYTES = 6;

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /**
     * Returns the bytes of a text as JSON, without its quotes.
     *
     * @param utf8 the text
     */
    public static long textLength(byte[] utf8) {
        long length = 0;
        for (byte each : utf8) {
            length += switch (each) {
                case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
                default -> each >= 0 && each < ' ' ? CONTROL_CHARACTER_BYTES : 1;
            };
        }
        return length;
    }
}
