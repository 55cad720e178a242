package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requirements on the claims of a token whose signature is verified. Immutable.
 *
 * @param issuer the text that {@code iss} must be; {@link #ANY} for any or none; empty if it does not matter
 * @param audience the text that {@code aud} must be or have; {@link #ANY} for any or none; if empty, a token with an
 *     {@code aud} is for somebody else
 * @param maxLifetime the most time from now until {@code exp}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519, "Registered Claim Names"</a>
 */
public record Requirements(Optional<String> issuer, Optional<String> audience, Duration maxLifetime) {
    /** The issuer or audience that stands for all. */
    public static final String ANY = "*";

    /** The most by which the clock of an issuer may be ahead if it limits the lifetime itself. */
    private static final Duration LIFETIME_LEEWAY = Duration.ofSeconds(60);

    private static final Duration NOT_BEFORE_LEEWAY = Duration.ofSeconds(5);

    /** The seconds from 1970 that are the last time here, in the year 5138; later ones count as this. */
    private static final double LAST_SECOND = 1e11;

    /**
     * Checks claims.
     *
     * @return the time when the token expires
     * @throws AccessException if they do not meet the requirements
     */
    Instant check(Map<String, Object> claims, Instant now) throws AccessException {
        checkIssuer(claims);
        checkAudience(claims);
        if (!claims.containsKey("exp")) {
            throw InvalidToken.because("The token has no time at which it expires (exp).");
        }
        Instant expires = time(claims, "exp");
        if (!expires.isAfter(now)) {
            throw InvalidToken.because("The token has expired.");
        }
        if (expires.isAfter(now.plus(maxLifetime).plus(LIFETIME_LEEWAY))) {
            throw InvalidToken.because("The token expires (exp, in seconds) later than the longest lifetime here, "
                    + maxLifetime.toSeconds() + " s, allows.");
        }
        if (claims.containsKey("nbf") && time(claims, "nbf").isAfter(now.plus(NOT_BEFORE_LEEWAY))) {
            throw InvalidToken.because("The token is not valid yet (nbf).");
        }
        return expires;
    }

    private void checkIssuer(Map<String, Object> claims) throws AccessException {
        if (issuer.isPresent() && !issuer.get().equals(ANY) && !issuer.get().equals(claims.get("iss"))) {
            throw InvalidToken.because("The token's issuer (iss) is not the one that is configured here.");
        }
    }

    private void checkAudience(Map<String, Object> claims) throws AccessException {
        if (audience.isEmpty() && claims.containsKey("aud")) {
            throw InvalidToken.because("The token is for an audience (aud), and SLUICE_AUTH_AUDIENCE is not set.");
        }
        if (audience.isPresent() && !audience.get().equals(ANY) && !has(claims.get("aud"), audience.get())) {
            throw InvalidToken.because("The token's audience (aud) is not the one that is configured here.");
        }
    }

    /** A list counts only if all its entries are texts. */
    private static boolean has(Object audiences, String wanted) {
        return wanted.equals(audiences)
                || audiences instanceof List<?> list
                        && list.contains(wanted)
                        && list.stream().allMatch(String.class::isInstance);
    }

    /** Returns a NumericDate, which may have a fraction. */
    private static Instant time(Map<String, Object> claims, String name) throws AccessException {
        if (!(claims.get(name) instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw InvalidToken.because("The token has a time (" + name + ") that is not a number of seconds.");
        }
        double seconds = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, number.doubleValue()));
        return Instant.ofEpochMilli((long) Math.floor(seconds * 1000));
    }
}
