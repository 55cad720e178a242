package dev.sluice.http.answer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * A strong validator: equal for equal bytes only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-etag">RFC 9110, "ETag"</a>
 */
public record EntityTag(String text) {
    /** The bytes of the hash, enough to rule collisions out. */
    private static final int BYTES = 16;

    public static EntityTag of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            String digits = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
            return new EntityTag("\"" + digits + "\"");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Returns true if a header {@code If-None-Match} names this tag. Compares weakly, since a proxy that compresses
     * makes tags weak.
     *
     * @param header the header, or null
     */
    public boolean isNamedIn(String header) {
        return header != null
                && Stream.of(header.split(","))
                        .map(String::strip)
                        .anyMatch(tag ->
                                tag.equals("*") || tag.replaceFirst("^W/", "").equals(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
