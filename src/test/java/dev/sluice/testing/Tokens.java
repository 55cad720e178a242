package dev.sluice.testing;

import dev.sluice.access.token.ConfiguredKeys;
import dev.sluice.access.token.TokenMaker;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes tokens as an application would. */
public final class Tokens {
    /** The value of {@code SLUICE_AUTH_KEY}. */
    public static final String KEY = "a secret of tests that has more than 32 bytes";

    private Tokens() {}

    /** Returns a token of a user, valid for an hour. */
    public static String of(String user) {
        return of(user, 3600, Map.of());
    }

    /** Returns a token of a user with further claims, valid for some seconds. */
    public static String of(String user, long seconds, Map<String, Object> claims) {
        return of(KEY, user, seconds, claims);
    }

    /** The same, signed with another key. */
    public static String of(String key, String user, long seconds, Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put("sub", user);
        all.put("exp", Instant.now().getEpochSecond() + seconds);
        return TokenMaker.make(ConfiguredKeys.parse(key), all);
    }
}
