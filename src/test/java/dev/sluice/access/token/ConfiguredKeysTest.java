package dev.sluice.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredKeysTest {
    private static final KeyPair EC = Signer.ec("secp256r1");
    private static final String EC_PEM = Signer.pem(EC.getPublic());
    private static final String RSA_PEM = Signer.pem(Signer.rsa(2048).getPublic());
    private static final String SECRET = "the secret of these tests: 32 bytes or more";

    private static final String EC_KEY = "key without kid for [ES256]";
    private static final String RSA_KEY = "key without kid for [RS256, RS384, RS512, PS256, PS384, PS512]";
    private static final String SECRET_KEY = "key without kid for [HS256]";

    @TempDir
    private Path folder;

    private static void assertKeys(String text, String... expected) {
        assertEquals(List.of(expected).toString(), ConfiguredKeys.parse(text).toString());
    }

    /** Returns what is wrong; it must have nothing of the text. */
    private static String fault(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ConfiguredKeys.parse(text))
                .getMessage();
        assertTrue(
                message.matches("(it|its|a|an|the) .{1,200} must .*[^.]|its .{0,30}must .*[^.]|it must .*[^.]"),
                message);
        for (String part : text.split("[,\\s]")) {
            assertFalse(part.length() > 20 && message.contains(part), message);
        }
        return message;
    }

    private String file(String content) throws Exception {
        return "file:" + Files.writeString(folder.resolve("keys"), content);
    }

    @Test
    void secretsAndPublicKeysMayBeMixed() {
        assertKeys(SECRET, SECRET_KEY);
        assertKeys(" " + SECRET + " , " + SECRET + "\n", SECRET_KEY, SECRET_KEY);
        assertKeys(EC_PEM, EC_KEY);
        assertKeys(EC_PEM + RSA_PEM, EC_KEY, RSA_KEY);
        assertKeys(EC_PEM + "," + RSA_PEM, EC_KEY, RSA_KEY);
        assertKeys(SECRET + "," + EC_PEM + RSA_PEM + "," + SECRET, SECRET_KEY, EC_KEY, RSA_KEY, SECRET_KEY);
        assertKeys(EC_PEM.replace("\n", "\r\n"), EC_KEY);
        assertKeys(EC_PEM.replace("\n", "\\n"), EC_KEY);
        assertKeys(EC_PEM.replace("\n", "\\r\\n"), EC_KEY);
        assertKeys((EC_PEM + RSA_PEM).replace("\n", "\\n") + "," + SECRET, EC_KEY, RSA_KEY, SECRET_KEY);
        assertKeys(EC_PEM.replace("\n", ""), EC_KEY);
        assertKeys(EC_PEM.replace("\n", " "), EC_KEY);
    }

    /** A PHP application that signs with its environment's text uses just these bytes. */
    @Test
    void secretIsTakenAsItIs() throws Exception {
        String secret = "ÄÖÜ äöü \\n + / = \" % 漢字 and so on";
        Verification.assertValid(
                Verification.by(ConfiguredKeys.parse(secret)),
                Signer.token("HS256", Signer.secret(secret), Verification.CLAIMS));
    }

    @Test
    void bytesOfSecretCount() {
        assertKeys("ä".repeat(16), SECRET_KEY);
        assertTrue(fault("ä".repeat(15) + "a").contains("at least 32 bytes"));
        assertTrue(fault("x".repeat(31)).contains("at least 32 bytes"));
        assertTrue(fault(SECRET + ",x").contains("at least 32 bytes"));
        assertTrue(fault("x".repeat(20) + "," + "x".repeat(20)).contains("commas separate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", " , ,", "\n"})
    void thereIsAtLeastOneKey(String text) {
        assertEquals("it must have at least one key", fault(text));
    }

    @Test
    void thereAreAtMost100Keys() {
        assertEquals("it must have at most 100 keys", fault((SECRET + ",").repeat(101)));
        ConfiguredKeys.parse((SECRET + ",").repeat(100));
    }

    @Test
    void publicKeysAreOfKnownTypes() throws Exception {
        assertKeys(Signer.pem(Signer.ec("secp384r1").getPublic()), "key without kid for [ES384]");
        assertKeys(Signer.pem(Signer.ec("secp521r1").getPublic()), "key without kid for [ES512]");
        assertKeys(Signer.pem(Signer.edwards("Ed25519").getPublic()), "key without kid for [EdDSA]");
        assertTrue(fault(Signer.pem(Signer.edwards("Ed448").getPublic())).contains("RSA, EC or Ed25519"));
        assertTrue(fault(Signer.pem(Signer.edwards("X25519").getPublic())).contains("RSA, EC or Ed25519"));
        assertTrue(fault(Signer.pem(Signer.rsa(1024).getPublic())).contains("at least 2048 bits"));
        assertTrue(fault(Signer.pem(
                        KeyPairGenerator.getInstance("DSA").generateKeyPair().getPublic()))
                .contains("RSA, EC or Ed25519"));
    }

    @Test
    void keyOfCertificateIsTaken() throws Exception {
        String pem = Files.readString(Path.of(Certificate.create().certificate()));
        assertKeys(pem, RSA_KEY);
        assertKeys(EC_PEM + pem + "," + SECRET, EC_KEY, RSA_KEY, SECRET_KEY);
    }

    @Test
    void privateKeyIsRefused() {
        String base64 = Base64.getMimeEncoder().encodeToString(EC.getPrivate().getEncoded());
        for (String type : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
            String pem = "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
            for (String text :
                    List.of(pem, pem.replace("\r\n", "\\n"), EC_PEM + pem, pem + EC_PEM, SECRET + "," + pem)) {
                assertEquals(
                        "its keys in PEM must be public ones, and one is private: only the issuer needs that",
                        fault(text));
            }
        }
    }

    @Test
    void brokenPemIsRefused() {
        String body = EC_PEM.lines().skip(1).findFirst().orElseThrow();
        for (String text : List.of(
                "-----BEGIN PUBLIC KEY-----",
                EC_PEM.replace("-----END PUBLIC KEY-----", ""),
                EC_PEM.replace("END PUBLIC", "END RSA PUBLIC"),
                EC_PEM.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
                EC_PEM.replace("PUBLIC KEY", "CERTIFICATE"),
                EC_PEM.replace(body, body.substring(4)),
                EC_PEM.replace(body, body.substring(1)),
                EC_PEM.replace(body, ""),
                "x" + EC_PEM,
                EC_PEM + "x",
                EC_PEM + SECRET,
                SECRET + "\n" + EC_PEM,
                EC_PEM.replace("\n", "\n,"))) {
            assertTrue(fault(text).startsWith("its keys in PEM must be whole blocks"), text);
        }
    }

    /** Anybody who knows such a text could make tokens, if it were a secret. */
    @Test
    void publicTextsAreNoSecrets() throws Exception {
        for (KeyPair pair : List.of(EC, Signer.edwards("Ed25519"), Signer.rsa(2048))) {
            String base64 = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
            assertTrue(fault(base64).contains("must be in PEM"));
            assertTrue(fault(base64.replaceAll("(.{64})", "$1 ")).contains("must be in PEM"));
            assertTrue(fault(file(base64)).contains("must be in PEM"));
        }
        assertTrue(fault("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ name@host").contains("must be in PEM"));
        assertTrue(fault("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\"}")
                .contains("must "));
        assertTrue(fault("https://issuer.example/.well-known/jwks.json").contains("SLUICE_AUTH_JWKS_URL"));
        String path = file(EC_PEM).substring("file:".length());
        assertTrue(fault("/".repeat(32) + path).contains("file:"));
        assertTrue(fault(file("file:" + "/".repeat(32) + path)).contains("file:"));
    }

    @Test
    void fileHasPemOrSecrets() throws Exception {
        assertKeys(file(EC_PEM + "\n" + RSA_PEM) + "," + SECRET, EC_KEY, RSA_KEY, SECRET_KEY);
        assertKeys(file(SECRET + "\r\n\r\n  " + SECRET + "  \n"), SECRET_KEY, SECRET_KEY);
        assertKeys(file(SECRET), SECRET_KEY);
        String withComma = "one secret, with a comma, of a file";
        Verification.assertValid(
                Verification.by(ConfiguredKeys.parse(file(withComma))),
                Signer.token("HS256", Signer.secret(withComma), Verification.CLAIMS));
        // Else a line of explanation could become a secret that others can guess.
        assertTrue(fault(file("subject=CN = issuer.example.com, O = Example\n" + EC_PEM))
                .contains("no other text"));
        assertTrue(fault(file("\n\n")).contains("at least one key"));
        assertTrue(fault(file("short")).contains("at least 32 bytes"));
        assertTrue(fault(file("x".repeat(256 * 1024 + 1))).contains("at most 262144 bytes"));
    }

    @Test
    void fileIsThere() throws Exception {
        assertTrue(fault("file:" + folder.resolve("missing")).contains("readable"));
        assertTrue(fault("file:" + folder).contains("readable"));
        assertTrue(fault("file:").contains("readable"));
        assertTrue(fault("file:\u0000").contains("readable"));
        Path latin = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe4, 'a'});
        assertTrue(fault("file:" + latin).contains("UTF-8"));
    }

    @Test
    void keysAreFoundByAlgorithm() throws Exception {
        ConfiguredKeys keys = ConfiguredKeys.parse(SECRET + "," + EC_PEM + RSA_PEM);
        for (String algorithm : List.of("HS256", "ES256", "RS256", "PS512")) {
            assertEquals(
                    1,
                    Verification.await(keys.find(algorithm, Optional.of("any"))).size());
        }
        assertEquals(0, Verification.await(keys.find("HS512", Optional.empty())).size());
    }
}
