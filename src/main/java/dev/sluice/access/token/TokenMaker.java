package dev.sluice.access.token;

import java.util.List;
import java.util.Map;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Makes tokens for trying out. */
public final class TokenMaker {
    private TokenMaker() {}

    /**
     * Makes a token that the first secret signs, by HS256, or by HS384 or HS512 if the secret is long enough.
     *
     * @param claims texts, numbers, booleans, lists and maps
     * @throws IllegalArgumentException if there is no secret; the message ends a sentence
     */
    public static String make(ConfiguredKeys keys, Map<String, Object> claims) {
        VerificationKey key = keys.secret()
                .orElseThrow(() -> new IllegalArgumentException(
                        "it must have a secret to make a token; with public keys only, the issuer makes them"));
        List<String> algorithms = key.algorithms();
        return sign(key.secret().orElseThrow(), algorithms.get(algorithms.size() - 1), StrictJson.write(claims));
    }

    private static String sign(HmacKey secret, String algorithm, String claims) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setHeader("typ", "JWT");
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setKey(secret);
            signature.setPayload(claims);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("HMAC is not available", e);
        }
    }
}
