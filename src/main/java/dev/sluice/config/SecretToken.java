package dev.sluice.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret that requests must have. Its text does not show it. Immutable. */
public final class SecretToken {
    private final byte[] secret;

    private SecretToken(String text) {
        this.secret = text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException if it is too short, or cannot be in a header
     */
    static SecretToken parse(String text, int minBytes) {
        if (text.length() < minBytes || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "it must have at least " + minBytes + " characters, all of them visible and ASCII");
        }
        return new SecretToken(text);
    }

    /** Compares in a time that does not depend on the secret. */
    public boolean is(String text) {
        return MessageDigest.isEqual(secret, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "set";
    }
}
