package dev.sluice.access.token;

import java.math.BigInteger;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * A key that verifies tokens, and the algorithms that follow from its type and length. Its text has no secret.
 * Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725, "Perform Algorithm Verification"</a>
 */
public final class VerificationKey {
    /** The least length of a secret in bytes. */
    static final int SECRET_BYTES = 32;

    private static final int RSA_BITS = 2048;

    private static final int ED25519_SIGNATURE_BYTES = 64;

    private final Key key;
    private final List<String> algorithms;
    private final Optional<String> id;

    private VerificationKey(Key key, List<String> algorithms, Optional<String> id) {
        this.key = key;
        this.algorithms = List.copyOf(algorithms);
        this.id = id;
    }

    /**
     * Makes a key for HS256, and for HS384 and HS512 if it is at least as long as their hashes (RFC 7518, section 3.2).
     *
     * @throws IllegalArgumentException if it is too short; the message ends a sentence
     */
    static VerificationKey secret(byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret in it must have at least " + SECRET_BYTES + " bytes (commas separate the keys)");
        }
        List<String> algorithms = new ArrayList<>(List.of(AlgorithmIdentifiers.HMAC_SHA256));
        if (secret.length >= 48) {
            algorithms.add(AlgorithmIdentifiers.HMAC_SHA384);
        }
        if (secret.length >= 64) {
            algorithms.add(AlgorithmIdentifiers.HMAC_SHA512);
        }
        return new VerificationKey(new HmacKey(secret), algorithms, Optional.empty());
    }

    /** @throws IllegalArgumentException if it is too short or of an unknown type; the message ends a sentence */
    static VerificationKey publicKey(PublicKey key) {
        return new VerificationKey(key, algorithms(key), Optional.empty());
    }

    private static List<String> algorithms(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && key.getAlgorithm().equals("RSA")) {
            if (rsa.getModulus().bitLength() < RSA_BITS) {
                throw new IllegalArgumentException("an RSA key in it must have at least " + RSA_BITS + " bits");
            }
            return List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
        }
        if (key instanceof ECPublicKey ec) {
            if (!isOnCurve(ec)) {
                throw new IllegalArgumentException("the point of a key in it must be on the curve of that key");
            }
            String curve = String.valueOf(EllipticCurves.getName(ec.getParams().getCurve()));
            return switch (curve) {
                case EllipticCurves.P_256 -> List.of("ES256");
                case EllipticCurves.P_384 -> List.of("ES384");
                case EllipticCurves.P_521 -> List.of("ES512");
                default ->
                    throw new IllegalArgumentException(
                            "the curve of a key in it must be P-256, P-384, P-521 or Ed25519");
            };
        }
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            return List.of("EdDSA");
        }
        throw new IllegalArgumentException("a public key in it must be an RSA, EC or Ed25519 key");
    }

    /** The JDK makes keys of any two numbers. */
    private static boolean isOnCurve(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        if (!(curve.getField() instanceof ECFieldFp field) || x == null || y == null) {
            return false; // a curve of another kind, or the point at infinity
        }
        BigInteger p = field.getP();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.signum() >= 0
                && x.signum() >= 0
                && x.max(y).compareTo(p) < 0
                && y.pow(2).subtract(right).mod(p).signum() == 0;
    }

    /**
     * Returns this key as an issuer publishes it.
     *
     * @param keyId its name
     * @param algorithm the only algorithm that the issuer uses it for
     * @throws IllegalArgumentException if the algorithm is not for such a key
     */
    VerificationKey published(Optional<String> keyId, Optional<String> algorithm) {
        List<String> left = algorithms.stream()
                .filter(own -> algorithm.isEmpty() || algorithm.get().equals(own))
                .toList();
        if (left.isEmpty()) {
            throw new IllegalArgumentException("its algorithm must be for signatures with such a key");
        }
        return new VerificationKey(key, left, keyId);
    }

    Optional<String> id() {
        return id;
    }

    /** Returns true if tokens with this algorithm may be verified with this key. */
    boolean fits(String algorithm) {
        return algorithms.contains(algorithm);
    }

    /** Returns the algorithms, the strongest last. */
    List<String> algorithms() {
        return algorithms;
    }

    /** Returns the secret; empty if this is a public key. */
    Optional<HmacKey> secret() {
        return key instanceof HmacKey secret ? Optional.of(secret) : Optional.empty();
    }

    /** Returns true if a token is signed with this key. */
    boolean verifies(CompactToken token) {
        if (!fits(token.algorithm()) || !hasLength(token)) {
            return false;
        }
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, token.algorithm()));
            signature.setCompactSerialization(token.text());
            signature.setKey(key);
            return signature.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    /** The JDK takes zeros after an EdDSA signature, too, so that a token would have many texts (RFC 8032, 5.1.7). */
    private boolean hasLength(CompactToken token) {
        return !(key instanceof EdECPublicKey) || token.signatureBytes() == ED25519_SIGNATURE_BYTES;
    }

    @Override
    public String toString() {
        return "key " + id.orElse("without kid") + " for " + algorithms;
    }
}
