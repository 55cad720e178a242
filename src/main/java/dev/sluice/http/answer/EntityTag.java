package dev.sluice.http.answer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * A strong validator: the same for the same bytes only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-etag">RFC 9110, "ETag"</a>
 */
public record EntityTag(String text) {
    /** More than by accident can be the same. */
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
     * Whether a header {@code If-None-Match} names it. Compared weakly, since a proxy that compresses makes it weak.
     *
     * @param header null where the request has none
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
