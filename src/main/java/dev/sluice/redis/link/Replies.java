package dev.sluice.redis.link;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads answers of Redis. */
public final class Replies {
    private Replies() {}

    /** Returns a text, which comes as bytes. */
    public static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }

    /** Returns the texts of a list. */
    public static List<String> texts(Object reply) {
        return ((List<?>) reply).stream().map(Replies::text).toList();
    }

    /** Returns true for the number 1, with which scripts say yes. */
    public static boolean isOne(Object reply) {
        return Long.valueOf(1).equals(reply);
    }
}
