package dev.sluice.access.token;

import static dev.sluice.access.token.Signer.base64;
import static dev.sluice.access.token.Verification.CLAIMS;
import static dev.sluice.access.token.Verification.assertValid;
import static dev.sluice.access.token.Verification.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Key;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileHeadersTest {
    private static final String SECRET = "the secret of these tests: 32 bytes or more";
    private static final Key KEY = Signer.secret(SECRET);
    private static final JwtVerifier VERIFIER = Verification.by(ConfiguredKeys.parse(SECRET));

    private static String withHeader(String header) {
        return Signer.token(header, "HS256", KEY, CLAIMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "nonE"})
    void unsignedTokenIsRefused(String none) {
        String content = base64("{\"alg\":\"" + none + "\"}") + "." + base64(CLAIMS) + ".";
        assertEquals("The token is not signed (alg none).", refusal(VERIFIER, content));
        assertEquals(
                "The token is not signed (alg none).", refusal(VERIFIER, withHeader("{\"alg\":\"" + none + "\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"alg\":null}",
                "{\"alg\":256}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"\"}",
                "{\"alg\":\" HS256\"}",
                "{\"alg\":\"HS256 \"}",
                "{\"alg\":\"none \"}",
                "{\"alg\":\"none\\u0000\"}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS1\"}",
                "{\"alg\":\"ES256K\"}",
                "{\"alg\":\"dir\"}",
                "{\"ALG\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
                "{\"alg\":\"none\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}",
                "{\"alg\":\"HS256\",\"x\":{\"y\":1,\"y\":2}}",
                "{\"alg\":\"HS256\",\"x\":[{\"y\":1,\"y\":2}]}",
                "{\"alg\":\"HS256\",\"kid\":1}",
                "{\"alg\":\"HS256\",\"kid\":null}",
                "{\"alg\":\"HS256\",\"kid\":{}}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"crit\":null}",
                "{\"alg\":\"HS256\",\"b64\":false}",
                "{\"alg\":\"HS256\",\"b64\":true}",
                "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"HS256\"} {}",
                "{\"alg\":\"HS256\"}x",
                "{\"alg\":\"HS256\",}",
                "{'alg':'HS256'}",
                "{alg:\"HS256\"}",
                "{\"alg\":\"HS256\"/**/}",
                "\ufeff{\"alg\":\"HS256\"}",
                "[\"HS256\"]",
                "[{\"alg\":\"HS256\"}]",
                "\"HS256\"",
                "null",
                "1",
                "",
                " ",
                "{",
            })
    void wrongHeaderIsRefused(String header) {
        refusal(VERIFIER, withHeader(header));
    }

    @Test
    void headerMayHaveMore() throws Exception {
        assertValid(
                VERIFIER, withHeader("{\"typ\":\"anything\",\"cty\":\"x\",\"kid\":\"\",\"alg\":\"HS256\",\"y\":[{}]}"));
    }

    @Test
    void keysInTheHeaderAreNotUsed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer attacker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        attacker.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.close();
        });
        attacker.start();
        try {
            String url = "http://127.0.0.1:" + attacker.getAddress().getPort() + "/keys";
            KeyPair own = Signer.rsa(2048);
            RSAPublicKey key = (RSAPublicKey) own.getPublic();
            String jwk = "{\"kty\":\"RSA\",\"n\":\"" + base64(bytes(key.getModulus())) + "\",\"e\":\""
                    + base64(bytes(key.getPublicExponent())) + "\"}";
            JwtVerifier verifier = Verification.by(
                    ConfiguredKeys.parse(Signer.pem(Signer.rsa(2048).getPublic())));
            for (Map.Entry<String, String> header : Map.of(
                            "jku", "\"" + url + "\"",
                            "x5u", "\"" + url + "\"",
                            "jwk", jwk,
                            "x5c", "[\"" + "MIIB" + "\"]",
                            "kid", "\"" + url + "\"")
                    .entrySet()) {
                String token = Signer.token(
                        "{\"alg\":\"RS256\",\"" + header.getKey() + "\":" + header.getValue() + "}",
                        "RS256",
                        own.getPrivate(),
                        CLAIMS);
                assertTrue(refusal(verifier, token).contains("signature is not by a key"));
            }
        } finally {
            attacker.stop(0);
        }
        assertEquals(0, requests.get());
    }

    @Test
    void keyIdIsCleanedAndCutInMessages() {
        String token = Signer.token(
                "{\"alg\":\"RS256\",\"kid\":\"<b>\\r\\n\\u202e\\\"" + "k".repeat(100) + "\"}", "HS256", KEY, CLAIMS);
        String sentence = refusal(VERIFIER, token);
        assertTrue(sentence.contains("kid ?b?????kkk"), sentence);
        assertTrue(sentence.contains("k…"), sentence);
        assertFalse(sentence.contains("k".repeat(40)), sentence);
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
