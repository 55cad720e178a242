package dev.sluice.store;

import java.security.SecureRandom;

/** A source of unguessable and unique names and tokens. {@link EventId} reads them. Thread-safe. */
public final class RandomTokens {
    /** One character of a token, as a regular expression. */
    static final String CHARACTER = "[0-9A-Za-z]";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom random = new SecureRandom();

    /** @param length 16 characters have 95 bits, 22 have 130 */
    public String next(int length) {
        StringBuilder token = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }
}
