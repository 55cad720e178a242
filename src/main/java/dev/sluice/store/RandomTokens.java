package dev.sluice.store;

import java.security.SecureRandom;

/** A source of unguessable and unique names and tokens. {@link MessageId} reads them. Thread-safe. */
public final class RandomTokens {
    /** One character of a token, as a regular expression. */
    static final String CHARACTER = "[0-9A-Za-z]";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int MASK = 63;
    /** Most tokens need no second call. */
    private static final int SPARE = 4;

    private final SecureRandom random = new SecureRandom();

    /** @param length 16 characters have 95 bits, 22 have 130 */
    public String next(int length) {
        StringBuilder token = new StringBuilder(length);
        byte[] bytes = new byte[length + SPARE]; // at once: a call of the generator costs more than the bytes
        while (token.length() < length) {
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length && token.length() < length; i++) {
                int index = bytes[i] & MASK;
                if (index < ALPHABET.length()) { // else the first characters would be more likely
                    token.append(ALPHABET.charAt(index));
                }
            }
        }
        return token.toString();
    }
}
