package dev.sluice.access.application;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The key of a request: a hash of its parts, which have secrets. */
final class RequestKey {
    private RequestKey() {}

    /** Returns the key of these parts. Each has its length before it, so that no others have the same key. */
    static String of(List<Optional<String>> parts) {
        MessageDigest digest = sha256();
        for (Optional<String> part : parts) {
            byte[] bytes = part.orElse("").getBytes(StandardCharsets.UTF_16BE);
            digest.update(ByteBuffer.allocate(4)
                    .putInt(part.isPresent() ? bytes.length : -1)
                    .flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
