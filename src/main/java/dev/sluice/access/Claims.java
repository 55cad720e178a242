package dev.sluice.access;

import dev.sluice.channel.ChannelName;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of a token that is valid.
 *
 * @param values the claims by name: texts, {@link Long}s ({@link java.math.BigInteger}s beyond them), {@link
 *     Double}s for numbers with a fraction or an exponent, booleans, nulls, lists and maps
 * @param expires the time when the token expires
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4">RFC 7519, "JWT Claims"</a>
 */
public record Claims(Map<String, Object> values, Instant expires) {
    /**
     * Returns the claim {@code sub}, a text or a whole number; empty if it is missing, empty, something else, or has half
     * a surrogate pair, which would become another user's name in UTF-8.
     */
    public Optional<String> subject() {
        return text("sub").filter(subject -> !subject.isEmpty() && ChannelName.isEncodable(subject));
    }

    /**
     * Returns the time of the claim {@code iat} in whole seconds. {@link Instant#MIN} if it is missing, no number, negative,
     * or after {@code exp}, as milliseconds would be: so that a revocation refuses such a token.
     */
    public Instant issued() {
        double seconds = values.get("iat") instanceof Number number ? Math.floor(number.doubleValue()) : -1;
        return seconds >= 0 && seconds <= expires.getEpochSecond()
                ? Instant.ofEpochSecond((long) seconds)
                : Instant.MIN;
    }

    /** Returns a claim that is a text or a whole number, as text; empty if it is missing or something else. */
    Optional<String> text(String name) {
        return text(values.get(name));
    }

    /** Returns a text or a whole number as text; empty for anything else. */
    static Optional<String> text(Object value) {
        return value instanceof String || value instanceof Long || value instanceof BigInteger
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    /** Returns the names of the claims only: their values are the user's own. */
    @Override
    public String toString() {
        return "claims " + values.keySet() + ", expires " + expires;
    }
}
