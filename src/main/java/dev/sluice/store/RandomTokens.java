package dev.sluice.store;

import java.security.SecureRandom;

/** Makes names and tokens that nobody can guess and no two of which are equal. {@link EventId} reads them. Thread-safe. */
public final class RandomTokens {
    /** One character of them, in a regular expression. */
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
