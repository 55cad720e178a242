package dev.sluice.access.token;

import static dev.sluice.access.token.Signer.base64;
import static dev.sluice.access.token.Verification.CLAIMS;
import static dev.sluice.access.token.Verification.assertValid;
import static dev.sluice.access.token.Verification.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
    private static final KeyPair RSA = Signer.rsa(2048);
    private static final KeyPair P256 = Signer.ec("secp256r1");
    private static final KeyPair P384 = Signer.ec("secp384r1");
    private static final KeyPair P521 = Signer.ec("secp521r1");
    private static final KeyPair ED25519 = Signer.edwards("Ed25519");

    private static final String SECRET = "s".repeat(64);

    private static final List<String> ALGORITHMS = List.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA");

    /** The text of the setting for each key, with the key that signs. */
    private static final Map<String, Key> KEYS = Map.of(
            SECRET,
            Signer.secret(SECRET),
            Signer.pem(RSA.getPublic()),
            RSA.getPrivate(),
            Signer.pem(P256.getPublic()),
            P256.getPrivate(),
            Signer.pem(P384.getPublic()),
            P384.getPrivate(),
            Signer.pem(P521.getPublic()),
            P521.getPrivate(),
            Signer.pem(ED25519.getPublic()),
            ED25519.getPrivate());

    static List<String> algorithms() {
        return ALGORITHMS;
    }

    private static KeyPair pair(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> P256;
            case "ES384" -> P384;
            case "ES512" -> P521;
            case "EdDSA" -> ED25519;
            default -> RSA;
        };
    }

    private static Key signingKey(String algorithm) {
        return algorithm.startsWith("HS")
                ? Signer.secret(SECRET)
                : pair(algorithm).getPrivate();
    }

    private static ConfiguredKeys keys(String algorithm) {
        return ConfiguredKeys.parse(
                algorithm.startsWith("HS") ? SECRET : Signer.pem(pair(algorithm).getPublic()));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void validTokenIsVerified(String algorithm) throws Exception {
        String token = Signer.token(algorithm, signingKey(algorithm), CLAIMS);
        assertValid(Verification.by(keys(algorithm)), token);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void validTokenIsVerifiedAmongAllKeys(String algorithm) throws Exception {
        String token = Signer.token(
                "{\"alg\":\"" + algorithm + "\",\"kid\":\"any\",\"typ\":\"at+jwt\"}",
                algorithm,
                signingKey(algorithm),
                CLAIMS);
        assertValid(Verification.by(ConfiguredKeys.parse(String.join(",", KEYS.keySet()))), token);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void keysOfOtherTypesAreNotTried(String algorithm) {
        String token = Signer.token(algorithm, signingKey(algorithm), CLAIMS);
        int refused = 0;
        for (String key : KEYS.keySet()) {
            if (!KEYS.get(key).equals(signingKey(algorithm))) {
                assertEquals(
                        "The token is signed with a key that is not known here (alg " + algorithm + ", no kid).",
                        refusal(Verification.by(ConfiguredKeys.parse(key)), token));
                refused++;
            }
        }
        assertEquals(KEYS.size() - 1, refused);
    }

    /** Each bit of the signature counts, its length too, and so does each bit of the content. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void changedTokenIsRefused(String algorithm) {
        JwtVerifier verifier = Verification.by(keys(algorithm));
        String content = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(CLAIMS);
        byte[] right = Signer.sign(content, algorithm, signingKey(algorithm));
        List<byte[]> wrong = new ArrayList<>();
        for (int bit = 0; bit < right.length * 8; bit += 7) {
            byte[] changed = right.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            wrong.add(changed);
        }
        wrong.add(new byte[0]);
        wrong.add(new byte[] {0});
        wrong.add(new byte[right.length]);
        wrong.add(Arrays.copyOf(right, right.length - 1));
        wrong.add(Arrays.copyOf(right, right.length + 1));
        wrong.add(Arrays.copyOf(right, right.length + 2));
        wrong.add(Arrays.copyOf(right, right.length * 2));
        wrong.add(Arrays.copyOfRange(right, 1, right.length));
        for (byte[] signature : wrong) {
            assertTrue(refusal(verifier, content + "." + base64(signature)).contains("signature is not by a key"));
        }
        String other = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(CLAIMS.replace("anna", "anne"));
        assertTrue(refusal(verifier, other + "." + base64(right)).contains("signature is not by a key"));
    }

    /** A key for RS256 also verifies PS256, but not a signature of the one under the name of the other. */
    @ParameterizedTest
    @ValueSource(strings = {"RS256 PS256", "PS256 RS256", "RS256 RS384", "RS512 RS256", "PS384 PS512"})
    void algorithmOfHeaderIsThatOfSignature(String names) {
        String named = names.split(" ")[0];
        String used = names.split(" ")[1];
        String token = Signer.token("{\"alg\":\"" + named + "\"}", used, RSA.getPrivate(), CLAIMS);
        refusal(Verification.by(keys("RS256")), token);
    }

    static Stream<byte[]> publicKeyAsSecret() {
        String pem = Signer.pem(RSA.getPublic());
        return Stream.of(
                RSA.getPublic().getEncoded(),
                pem.getBytes(StandardCharsets.UTF_8),
                pem.strip().getBytes(StandardCharsets.UTF_8),
                pem.replace("\n", "").getBytes(StandardCharsets.UTF_8),
                pem.replace("\n", "\\n").getBytes(StandardCharsets.UTF_8),
                pem.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** CVE-2015-9235 and many others. */
    @ParameterizedTest
    @MethodSource("publicKeyAsSecret")
    void publicKeyIsNoSecret(byte[] secret) {
        JwtVerifier verifier = Verification.by(keys("RS256"));
        for (String algorithm : List.of("HS256", "HS384", "HS512")) {
            refusal(verifier, Signer.token(algorithm, Signer.secret(secret), CLAIMS));
        }
    }

    /** "Psychic signatures", CVE-2022-21449: r and s are 0, or the order of the curve. */
    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void emptyCurveSignatureIsRefused(String algorithm) {
        JwtVerifier verifier = Verification.by(keys(algorithm));
        String content = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(CLAIMS);
        int length = Signer.sign(content, algorithm, signingKey(algorithm)).length;
        byte[] order = ((ECPublicKey) pair(algorithm).getPublic())
                .getParams()
                .getOrder()
                .toByteArray();
        byte[] orders = new byte[length];
        int digits = Math.min(order.length, length / 2);
        for (int end : new int[] {length / 2, length}) {
            System.arraycopy(order, order.length - digits, orders, end - digits, digits);
        }
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xff);
        for (byte[] signature : List.of(new byte[length], orders, ones, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0})) {
            refusal(verifier, content + "." + base64(signature));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void signatureInDerIsRefused(String algorithm) throws Exception {
        String content = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64(CLAIMS);
        Signature signature = Signature.getInstance("SHA" + algorithm.substring(2) + "withECDSA");
        signature.initSign(pair(algorithm).getPrivate());
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        refusal(Verification.by(keys(algorithm)), content + "." + base64(signature.sign()));
    }

    @Test
    void signatureOfOtherKeyIsRefused() {
        String token = Signer.token("RS256", Signer.rsa(2048).getPrivate(), CLAIMS);
        assertEquals(
                "The token's signature is not by a key that is known here (alg RS256, no kid).",
                refusal(Verification.by(keys("RS256")), token));
    }

    @Test
    void shortSecretVerifiesShortHashesOnly() throws Exception {
        for (int bytes : new int[] {32, 47, 48, 63, 64}) {
            String secret = "ü" + "x".repeat(bytes - 2);
            JwtVerifier verifier = Verification.by(ConfiguredKeys.parse(secret));
            for (int bits : new int[] {256, 384, 512}) {
                String token = Signer.token("HS" + bits, Signer.secret(secret), CLAIMS);
                if (bytes * 8 >= bits) {
                    assertValid(verifier, token);
                } else {
                    refusal(verifier, token);
                }
            }
        }
    }
}
