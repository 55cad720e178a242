package dev.sluice.bridge.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that may be text. */
public final class StrictText {
    private StrictText() {}

    /** Returns a String, or the bytes if they are not UTF-8: with replacements, different ones would be the same text. */
    public static Object of(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }
}
