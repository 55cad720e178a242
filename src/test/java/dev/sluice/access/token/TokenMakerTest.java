package dev.sluice.access.token;

import static dev.sluice.access.token.Verification.NOW;
import static dev.sluice.access.token.Verification.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.access.Claims;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMakerTest {
    private static final Map<String, Object> CLAIMS =
            Map.of("sub", "anna", "exp", NOW.getEpochSecond() + 60, "sluice", Map.of("read", List.of("news:*")));

    @ParameterizedTest
    @CsvSource({"32, HS256", "47, HS256", "48, HS384", "63, HS384", "64, HS512", "200, HS512"})
    void madeTokenIsValid(int bytes, String algorithm) throws Exception {
        ConfiguredKeys keys = ConfiguredKeys.parse("s".repeat(bytes));
        String token = TokenMaker.make(keys, CLAIMS);
        Claims claims = await(Verification.by(keys).verify(token));
        assertEquals(CLAIMS, claims.values());
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
        assertEquals("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}", header);
    }

    @Test
    void firstSecretSigns() throws Exception {
        String pem = Signer.pem(Signer.ec("secp256r1").getPublic());
        String token = TokenMaker.make(ConfiguredKeys.parse(pem + "," + "a".repeat(32) + "," + "b".repeat(32)), CLAIMS);
        Verification.assertValid(Verification.by(ConfiguredKeys.parse("a".repeat(32))), token);
        Verification.refusal(Verification.by(ConfiguredKeys.parse("b".repeat(32))), token);
    }

    @Test
    void publicKeysMakeNoToken() {
        ConfiguredKeys keys =
                ConfiguredKeys.parse(Signer.pem(Signer.ec("secp256r1").getPublic()));
        assertEquals(
                "it must have a secret to make a token; with public keys only, the issuer makes them",
                assertThrows(IllegalArgumentException.class, () -> TokenMaker.make(keys, CLAIMS))
                        .getMessage());
    }
}
