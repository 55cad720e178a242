package dev.sluice.access.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The keys of an issuer, as its document has them. Immutable.
 *
 * @param keys the keys that can verify tokens
 * @param ignored the reasons why others cannot
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, "JWK Set Format"</a>
 */
record IssuerKeySet(List<VerificationKey> keys, List<String> ignored) {
    /** @throws IllegalArgumentException if it is no document with keys, or has too many; the message ends a sentence */
    static IssuerKeySet parse(byte[] document) {
        Map<String, Object> members = StrictJson.read(document)
                .orElseThrow(() -> new IllegalArgumentException("its answer is not a JSON object with keys"));
        if (!(members.get("keys") instanceof List<?> list)) {
            throw new IllegalArgumentException("its answer is not a JSON object with keys");
        }
        if (list.size() > Keys.MAX) {
            throw new IllegalArgumentException("it has more than " + Keys.MAX + " keys");
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                keys.add(key(list.get(i)));
            } catch (IllegalArgumentException e) {
                ignored.add("key " + (i + 1) + ": " + e.getMessage());
            }
        }
        return new IssuerKeySet(List.copyOf(keys), List.copyOf(ignored));
    }

    private static VerificationKey key(Object entry) {
        if (!(entry instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException("it must be an object");
        }
        if (members.containsKey("d") || members.containsKey("k")) {
            throw new IllegalArgumentException("it must be a public key, and everybody knows this secret");
        }
        if (members.containsKey("use") && !"sig".equals(members.get("use"))
                || members.containsKey("key_ops")
                        && !(members.get("key_ops") instanceof List<?> uses && uses.contains("verify"))) {
            throw new IllegalArgumentException("its use must be to verify signatures");
        }
        JsonWebKey key = read(members);
        if (!(key instanceof PublicJsonWebKey published)) {
            throw new IllegalArgumentException("it must be a public key");
        }
        return VerificationKey.publicKey(published.getPublicKey())
                .published(Optional.ofNullable(key.getKeyId()), Optional.ofNullable(key.getAlgorithm()));
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static JsonWebKey read(Map<?, ?> members) {
        try {
            return JsonWebKey.Factory.newJwk((Map<String, Object>) members);
        } catch (JoseException | RuntimeException e) {
            throw new IllegalArgumentException("it must be a whole RSA, EC or Ed25519 key", e);
        }
    }

    /** Returns the keys that may have signed a token. */
    List<VerificationKey> find(String algorithm, Optional<String> keyId) {
        return keys.stream()
                .filter(key -> key.fits(algorithm) && (keyId.isEmpty() || keyId.equals(key.id())))
                .toList();
    }

    /** Returns true if a key has this name. */
    boolean has(String keyId) {
        return keys.stream().anyMatch(key -> key.id().equals(Optional.of(keyId)));
    }
}
