package dev.sluice.access.token;

import static dev.sluice.access.token.Signer.base64;
import static dev.sluice.access.token.Verification.CLAIMS;
import static dev.sluice.access.token.Verification.assertValid;
import static dev.sluice.access.token.Verification.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTokensTest {
    private static final String SECRET = "the secret of these tests: 32 bytes or more";
    private static final Key KEY = Signer.secret(SECRET);
    private static final JwtVerifier VERIFIER = Verification.by(ConfiguredKeys.parse(SECRET));

    private static String withHeader(String header) {
        return Signer.token(header, "HS256", KEY, CLAIMS);
    }

    private static String withClaims(String claims) {
        return Signer.token("HS256", KEY, claims);
    }

    /** The claims, with a member in front. */
    private static String claimsAnd(String member) {
        return "{" + member + "," + CLAIMS.substring(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"text\"",
                "",
                "{",
                "{\"sub\":\"anna\",\"sub\":\"bert\",\"exp\":1767323645}",
                "{\"sub\":\"anna\",\"exp\":1767323645,\"exp\":1767323645}",
                "{\"exp\":1767323645,\"\\u0065xp\":1767323645}",
                "{\"exp\":1767323645,\"sluice\":{\"read\":[\"a\"],\"read\":[\"*\"]}}",
                "{\"exp\":1767323645,\"a\":[[{\"b\":{\"c\":1,\"c\":1}}]]}",
                "{\"exp\":1767323645}{}",
                "{\"exp\":01767323645}",
                "{\"exp\":NaN}",
                "{\"exp\":1767323645,}",
            })
    void wrongClaimsAreRefused(String claims) {
        assertEquals(
                "The token's claims are not a JSON object, have a member twice or are nested too deeply.",
                refusal(VERIFIER, withClaims(claims)));
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            String content = base64("{\"alg\":\"HS256\"}") + "." + base64(CLAIMS.getBytes(charset));
            refusal(VERIFIER, content + "." + base64(Signer.sign(content, "HS256", KEY)));
        }
        byte[] latin = claimsAnd("\"name\":\"ä\"").getBytes(StandardCharsets.ISO_8859_1);
        String content = base64("{\"alg\":\"HS256\"}") + "." + base64(latin);
        refusal(VERIFIER, content + "." + base64(Signer.sign(content, "HS256", KEY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void deepNestingIsRefused(String opening) {
        String deep = opening.repeat(5_000 / opening.length());
        assertTrue(refusal(VERIFIER, withClaims(deep)).endsWith("nested too deeply."));
        assertTrue(refusal(VERIFIER, withHeader(deep)).endsWith("nested too deeply."));
    }

    @Test
    void veryDeepNestingIsTooLong() {
        assertEquals(
                "The token is longer than 8192 bytes.",
                refusal(VERIFIER, withClaims(claimsAnd("\"a\":" + "[".repeat(10_000) + "]".repeat(10_000)))));
    }

    @Test
    void moderateNestingIsTaken() throws Exception {
        assertValid(VERIFIER, withClaims(claimsAnd("\"a\":" + "[".repeat(25) + "]".repeat(25))));
        refusal(VERIFIER, withClaims(claimsAnd("\"a\":" + "[".repeat(40) + "]".repeat(40))));
    }

    @Test
    void tokenHasAtMost8KiB() throws Exception {
        int left = 8 * 1024 - withClaims(claimsAnd("\"a\":\"\"")).length();
        String longest = withClaims(claimsAnd("\"a\":\"" + "x".repeat(left * 3 / 4) + "\""));
        assertTrue(longest.length() > 8 * 1024 - 4 && longest.length() <= 8 * 1024, "" + longest.length());
        assertValid(VERIFIER, longest);
        assertEquals(
                "The token is longer than 8192 bytes.",
                refusal(VERIFIER, withClaims(claimsAnd("\"a\":\"" + "x".repeat(left * 3 / 4 + 4) + "\""))));
        assertEquals(
                "The token is longer than 8192 bytes.",
                refusal(VERIFIER, withClaims(claimsAnd("\"a\":\"" + "x".repeat(9 * 1024) + "\""))));
        assertEquals("The token is longer than 8192 bytes.", refusal(VERIFIER, ".".repeat(1_000_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "..", "...", "....", "a", "a.b", "a.b.c.d", "a.b.c.d.e", "\u0000", "a\nb.c.d"})
    void wrongStructureIsRefused(String token) {
        refusal(VERIFIER, token);
    }

    @Test
    void missingPartsAreRefused() {
        String[] parts = withClaims(CLAIMS).split("\\.");
        for (String token : List.of(
                parts[0],
                parts[0] + "." + parts[1],
                parts[0] + "." + parts[1] + ".",
                "." + parts[1] + "." + parts[2],
                parts[0] + ".." + parts[2],
                parts[0] + parts[1] + parts[2],
                "." + String.join(".", parts),
                String.join(".", parts) + ".",
                String.join(".", parts) + "." + parts[2] + "." + parts[2])) {
            refusal(VERIFIER, token);
        }
        assertTrue(refusal(VERIFIER, String.join(".", parts) + ".a.b").contains("encrypted"));
    }

    /** Each token has one text, so that a token that was refused does not come back with another one. */
    @ParameterizedTest
    @CsvSource({
        "0, =", "1, =", "2, =", "0, ' '", "1, ' '", "2, ' '", "2, +", "2, /", "2, '\n'", "1, ä", "2, %3D", "0, A"
    })
    void otherTextsOfPartsAreRefused(int index, String more) {
        String[] parts = withClaims(CLAIMS).split("\\.");
        parts[index] += more;
        refusal(VERIFIER, String.join(".", parts));
        parts[index] = more + parts[index].substring(0, parts[index].length() - more.length());
        refusal(VERIFIER, String.join(".", parts));
    }

    @Test
    void bitsWithoutMeaningAreRefused() throws Exception {
        String token = withClaims(CLAIMS);
        assertValid(VERIFIER, token);
        char last = token.charAt(token.length() - 1); // 32 bytes: two of its six bits mean nothing
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int bits = 1; bits < 4; bits++) {
            char other = alphabet.charAt(alphabet.indexOf(last) + bits);
            assertTrue(refusal(VERIFIER, token.substring(0, token.length() - 1) + other)
                    .contains("base64url"));
        }
    }

    @Test
    void theTokenIsInNoText() throws Exception {
        String token = withClaims(CLAIMS);
        assertEquals("token, alg HS256, no kid", CompactToken.parse(token).toString());
        assertFalse(ConfiguredKeys.parse(SECRET).toString().contains("secret"));
    }
}
