package dev.sluice.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerKeySetTest {
    private static final KeyPair EC = Signer.ec("secp256r1");

    private static IssuerKeySet parse(String document) {
        return IssuerKeySet.parse(document.getBytes(StandardCharsets.UTF_8));
    }

    private static String rsa(int bits, String more) {
        RSAPublicKey key = (RSAPublicKey) Signer.rsa(bits).getPublic();
        return "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"" + Signer.base64(Issuer.fixed(key.getModulus(), bits / 8))
                + "\",\"e\":\"AQAB\"" + more + "}";
    }

    private static String edwards(String name) {
        byte[] der = Signer.edwards(name).getPublic().getEncoded();
        int length = name.equals("Ed448") ? 57 : 32;
        return "{\"kty\":\"OKP\",\"kid\":\"o\",\"crv\":\"" + name + "\",\"x\":\""
                + Signer.base64(Arrays.copyOfRange(der, der.length - length, der.length)) + "\"}";
    }

    @Test
    void keysOfAllTypesAreRead() {
        IssuerKeySet set = parse(Issuer.document(
                rsa(2048, ""),
                edwards("Ed25519"),
                Issuer.jwk("a", EC),
                Issuer.jwk("b", Signer.ec("secp384r1")),
                Issuer.jwk("c", Signer.ec("secp521r1"))));
        assertEquals(
                List.of(
                        "key r for [RS256, RS384, RS512, PS256, PS384, PS512]",
                        "key o for [EdDSA]",
                        "key a for [ES256]",
                        "key b for [ES384]",
                        "key c for [ES512]"),
                set.keys().stream().map(VerificationKey::toString).toList());
        assertEquals(List.of(), set.ignored());
    }

    @Test
    void algorithmOfKeyRestrictsIt() {
        IssuerKeySet set = parse(Issuer.document(rsa(2048, ",\"alg\":\"PS384\",\"use\":\"sig\"")));
        assertEquals(1, set.find("PS384", Optional.of("r")).size());
        assertEquals(1, set.find("PS384", Optional.empty()).size());
        assertEquals(List.of(), set.find("RS256", Optional.of("r")));
        assertEquals(List.of(), set.find("PS384", Optional.of("R")));
        assertTrue(set.has("r"));
    }

    static List<String> unfit() {
        return List.of(
                rsa(1024, ""),
                rsa(2048, ",\"use\":\"enc\""),
                rsa(2048, ",\"use\":null"),
                rsa(2048, ",\"use\":[\"sig\"]"),
                rsa(2048, ",\"alg\":\"RSA-OAEP\""),
                rsa(2048, ",\"alg\":\"HS256\""),
                rsa(2048, ",\"alg\":\"none\""),
                rsa(2048, ",\"alg\":\"\""),
                rsa(2048, ",\"alg\":1"),
                rsa(2048, ",\"key_ops\":[\"encrypt\"]"),
                rsa(2048, ",\"key_ops\":\"verify\""),
                rsa(2048, ",\"d\":\"AQAB\""),
                rsa(2048, "").replace("\"r\"", "1"),
                edwards("Ed448"),
                edwards("X25519"),
                Issuer.jwk("a", EC, ",\"alg\":\"ES384\""),
                Issuer.jwk("a", EC).replace("P-256", "P-384"),
                Issuer.jwk("a", EC).replace("P-256", "secp256k1"),
                Issuer.jwk("a", EC).replace("P-256", "P-1"),
                Issuer.jwk("a", EC).replace("\"x\"", "\"z\""),
                "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + Signer.base64("s".repeat(64)) + "\"}",
                "{\"kty\":\"EC\"}",
                "{\"kty\":\"unknown\"}",
                "{}",
                "[]",
                "null",
                "1",
                "\"key\"");
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void unfitKeyIsIgnored(String jwk) {
        IssuerKeySet set = parse(Issuer.document(jwk, Issuer.jwk("good", EC)));
        assertEquals(1, set.ignored().size());
        assertTrue(set.ignored().get(0).startsWith("key 1: "), set.ignored().toString());
        assertEquals(
                List.of("key good for [ES256]"),
                set.keys().stream().map(VerificationKey::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"EC\",\"kty\":\"RSA\"}]}",
                "{\"keys\":[]} x"
            })
    void otherDocumentIsRefused(String document) {
        assertEquals(
                "its answer is not a JSON object with keys",
                assertThrows(IllegalArgumentException.class, () -> parse(document))
                        .getMessage());
    }

    @Test
    void thereAreAtMost100Keys() {
        assertEquals(
                100, parse("{\"keys\":[" + "{},".repeat(99) + "{}]}").ignored().size());
        assertEquals(
                "it has more than 100 keys",
                assertThrows(IllegalArgumentException.class, () -> parse("{\"keys\":[" + "{},".repeat(100) + "{}]}"))
                        .getMessage());
    }
}
