package dev.sluice.app;

import java.security.SecureRandom;

/** Makes names that nobody can guess and no two of which are equal. Thread-safe. */
final class RandomTokens {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom random = new SecureRandom();

    /** @param length 16 characters have 95 bits, 22 have 130 */
    String next(int length) {
        StringBuilder token = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }
}
