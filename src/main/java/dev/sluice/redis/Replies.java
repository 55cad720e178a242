package dev.sluice.redis;

import java.nio.charset.StandardCharsets;

/** Reads what Redis answers. */
final class Replies {
    private Replies() {}

    /** A text, which comes as bytes. */
    static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }
}
