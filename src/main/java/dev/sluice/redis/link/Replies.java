package dev.sluice.redis.link;

import java.nio.charset.StandardCharsets;

/** Reads what Redis answers. */
public final class Replies {
    private Replies() {}

    /** A text, which comes as bytes. */
    public static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }
}
