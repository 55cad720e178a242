package dev.sluice.redis.script;

import dev.sluice.store.RandomTokens;

/** Makes strings that no message equals: a script puts one in place of each message that it is about to remove. */
public final class Marker {
    private static final RandomTokens TOKENS = new RandomTokens();

    private Marker() {}

    /** Returns a new one, unguessable: an application could push a known one as a message. */
    public static String next() {
        return "sluice-marker-" + TOKENS.next(22);
    }
}
