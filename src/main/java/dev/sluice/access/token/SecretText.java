package dev.sluice.access.token;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A secret of the setting. What everybody knows is refused: with a public key, an address or a path as its secret,
 * anybody could make tokens.
 */
final class SecretText {
    private SecretText() {}

    /** @throws IllegalArgumentException if it is too short, or no secret; the message ends a sentence */
    static VerificationKey parse(String text) {
        VerificationKey key = VerificationKey.secret(text.getBytes(StandardCharsets.UTF_8));
        String folded = text.toLowerCase(Locale.ROOT);
        if (folded.startsWith("http://") || folded.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "it must not have addresses as secrets; SLUICE_AUTH_JWKS_URL has that of the issuer's keys");
        }
        if (Stream.of("ssh-", "ecdsa-sha2-", "{\"").anyMatch(folded::startsWith) || isPublicKey(text)) {
            throw new IllegalArgumentException(
                    "its public keys must be in PEM, with the lines -----BEGIN PUBLIC KEY-----"
                            + " and -----END PUBLIC KEY-----");
        }
        if (folded.startsWith("file:") || isFile(text)) {
            throw new IllegalArgumentException(
                    "its paths must be after a comma, or at its start, and begin with file:");
        }
        return key;
    }

    /** Returns true for a public key or certificate whose lines BEGIN and END are missing. */
    private static boolean isPublicKey(String text) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return PemText.isKey(bytes) || PemText.isCertificate(bytes);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
