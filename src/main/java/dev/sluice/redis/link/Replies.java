package dev.sluice.redis.link;

import java.nio.charset.StandardCharsets;

/** Reads answers of Redis. */
public final class Replies {
    private Replies() {}

    /** Returns a text, which comes as bytes. */
    public static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }
}
