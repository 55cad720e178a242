package dev.sluice.access.token;

import static dev.sluice.access.token.Verification.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.access.Claims;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final String SECRET = "the secret of these tests: 32 bytes or more";
    private static final Key KEY = Signer.secret(SECRET);
    private static final Keys KEYS = ConfiguredKeys.parse(SECRET);

    private static final String VALID = "valid";

    /** Returns "valid", or the refusal. */
    private static String result(Requirements requirements, String claims) throws Exception {
        JwtVerifier verifier = Verification.by(requirements, KEYS);
        String token = Signer.token("HS256", KEY, claims);
        if (!verifier.verify(token).isCompletedExceptionally()) {
            return VALID;
        }
        return Verification.refusal(verifier, token);
    }

    private static String result(String claims) throws Exception {
        return result(Verification.NONE, claims);
    }

    private static String seconds(String fromNow) {
        return new BigDecimal(fromNow)
                .add(BigDecimal.valueOf(NOW.getEpochSecond()))
                .toPlainString();
    }

    @ParameterizedTest
    @CsvSource({
        "1, valid",
        "0.001, valid",
        "0.0001, The token has expired.",
        "0, The token has expired.",
        "-1, The token has expired.",
        "86400, valid",
        "86460, valid",
        "86460.5, 'The token expires (exp, in seconds) later than the longest lifetime here, 86400 s, allows.'",
        "86461, 'The token expires (exp, in seconds) later than the longest lifetime here, 86400 s, allows.'",
    })
    void expiryIsSoonAndToCome(String fromNow, String expected) throws Exception {
        assertEquals(expected, result("{\"exp\":" + seconds(fromNow) + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1767323645\"", "\"\"", "null", "true", "[1767323645]", "{}", "1e400", "-1e400"})
    void expiryIsANumber(String value) throws Exception {
        assertEquals("The token has a time (exp) that is not a number of seconds.", result("{\"exp\":" + value + "}"));
        assertEquals(
                "The token has a time (nbf) that is not a number of seconds.",
                result("{\"exp\":" + seconds("60") + ",\"nbf\":" + value + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "-0.0", "-9223372036854775808", "-9223372036854775809", "-1e300", "1e-300"})
    void expiryLongAgoIsRefused(String value) throws Exception {
        assertEquals("The token has expired.", result("{\"exp\":" + value + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1767323645000",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "1e300",
                "1e18",
                "99999999999999999999999999999999999999"
            })
    void expiryFarAwayIsRefused(String value) throws Exception {
        assertEquals(
                "The token expires (exp, in seconds) later than the longest lifetime here, 86400 s, allows.",
                result("{\"exp\":" + value + "}"));
        assertEquals(
                "The token is not valid yet (nbf).", result("{\"exp\":" + seconds("60") + ",\"nbf\":" + value + "}"));
    }

    @Test
    void expiryIsRequired() throws Exception {
        assertEquals("The token has no time at which it expires (exp).", result("{}"));
        assertEquals("The token has no time at which it expires (exp).", result("{\"Exp\":" + seconds("60") + "}"));
    }

    @Test
    void hugeNumberIsRefused() throws Exception {
        assertEquals(
                "The token's claims are not a JSON object, have a member twice or are nested too deeply.",
                result("{\"exp\":" + "9".repeat(4_000) + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "-100, valid",
        "0, valid",
        "5, valid",
        "5.5, The token is not valid yet (nbf).",
        "6, The token is not valid yet (nbf)."
    })
    void tokenIsNotValidBeforeItsTime(String fromNow, String expected) throws Exception {
        assertEquals(expected, result("{\"exp\":" + seconds("60") + ",\"nbf\":" + seconds(fromNow) + "}"));
    }

    @ParameterizedTest(name = "configured {0}, in the token {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, true",
                "-, '\"a\"', true",
                "-, 1, true",
                "*, -, true",
                "*, '\"a\"', true",
                "a, '\"a\"', true",
                "a, -, false",
                "a, '\"b\"', false",
                "a, '\"A\"', false",
                "a, '\"a \"', false",
                "a, '\"*\"', false",
                "a, '[\"a\"]', false",
                "a, null, false",
                "a, 1, false",
            })
    void issuerIsTheConfiguredOne(String configured, String value, boolean valid) throws Exception {
        Requirements requirements =
                new Requirements(Optional.ofNullable(configured), Optional.empty(), Duration.ofHours(1));
        String claims = "{" + (value == null ? "" : "\"iss\":" + value + ",") + "\"exp\":" + seconds("60") + "}";
        assertEquals(
                valid ? VALID : "The token's issuer (iss) is not the one that is configured here.",
                result(requirements, claims));
    }

    @ParameterizedTest(name = "configured {0}, in the token {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, true",
                "-, '\"a\"', false",
                "-, '[\"a\"]', false",
                "-, [], false",
                "-, '\"\"', false",
                "-, null, false",
                "*, -, true",
                "*, '\"b\"', true",
                "*, '[\"a\",\"b\"]', true",
                "a, '\"a\"', true",
                "a, '[\"a\"]', true",
                "a, '[\"b\",\"a\"]', true",
                "a, -, false",
                "a, '\"b\"', false",
                "a, '\"A\"', false",
                "a, '\"b a\"', false",
                "a, '\"*\"', false",
                "a, '[\"*\"]', false",
                "a, '[\"b\"]', false",
                "a, [], false",
                "a, '[[\"a\"]]', false",
                "a, '[\"a\",1]', false",
                "a, '{\"a\":\"a\"}', false",
                "a, null, false",
                "1, 1, false",
            })
    void audienceIsTheConfiguredOne(String configured, String value, boolean valid) throws Exception {
        Requirements requirements =
                new Requirements(Optional.empty(), Optional.ofNullable(configured), Duration.ofHours(1));
        String claims = "{" + (value == null ? "" : "\"aud\":" + value + ",") + "\"exp\":" + seconds("60") + "}";
        String refusal = configured == null
                ? "The token is for an audience (aud), and SLUICE_AUTH_AUDIENCE is not set."
                : "The token's audience (aud) is not the one that is configured here.";
        assertEquals(valid ? VALID : refusal, result(requirements, claims));
    }

    @Test
    void claimsHavePlainTypes() throws Exception {
        Claims claims = Verification.await(Verification.by(KEYS)
                .verify(Signer.token(
                        "HS256",
                        KEY,
                        "{\"sub\":42,\"exp\":" + seconds("60.5") + ",\"long\":9223372036854775807,"
                                + "\"big\":9223372036854775808,\"half\":0.5,\"whole\":1.0,\"no\":null,\"yes\":true,"
                                + "\"sluice\":{\"read\":[\"a\",7]}}")));
        assertEquals(Optional.of("42"), claims.subject());
        assertEquals(NOW.plusMillis(60_500), claims.expires());
        Map<String, Object> values = claims.values();
        assertEquals(42L, values.get("sub"));
        assertEquals(Long.MAX_VALUE, values.get("long"));
        assertEquals(new BigInteger("9223372036854775808"), values.get("big"));
        assertEquals(0.5, values.get("half"));
        assertEquals(1.0, values.get("whole"));
        assertEquals(true, values.get("yes"));
        assertEquals(
                List.of("a", 7L),
                assertInstanceOf(Map.class, values.get("sluice")).get("read"));
    }

    @Test
    void longLifetimesCauseNoOverflow() throws Exception {
        Requirements requirements = new Requirements(Optional.empty(), Optional.empty(), Duration.ofDays(365L * 1000));
        assertEquals(
                VALID,
                result(
                        requirements,
                        "{\"exp\":" + Instant.parse("2999-01-01T00:00:00Z").getEpochSecond() + "}"));
    }
}
