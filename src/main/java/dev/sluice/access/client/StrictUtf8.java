package dev.sluice.access.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of others, which must be UTF-8: with replacements, different bytes would be the same text. */
public final class StrictUtf8 {
    private StrictUtf8() {}

    /** @throws CharacterCodingException if the bytes are not UTF-8 */
    public static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
