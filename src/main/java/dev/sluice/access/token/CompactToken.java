package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import dev.sluice.access.Quoted;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token as it came: its structure is checked, its signature is not. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515, "JWS Compact Serialization"</a>
 */
final class CompactToken {
    /** The most characters of a token; longer ones are not valid. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_SHOWN = 40;

    private static final Set<String> ALGORITHMS = Set.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA");

    private final String text;
    private final byte[] payload;
    private final int signatureBytes;
    private final String algorithm;
    private final Optional<String> keyId;

    private CompactToken(String text, byte[] payload, int signatureBytes, String algorithm, Optional<String> keyId) {
        this.text = text;
        this.payload = payload;
        this.signatureBytes = signatureBytes;
        this.algorithm = algorithm;
        this.keyId = keyId;
    }

    /** @throws AccessException if it is no token that could be verified */
    static CompactToken parse(String text) throws AccessException {
        if (text.length() > MAX_LENGTH) {
            throw InvalidToken.because("The token is longer than " + MAX_LENGTH + " bytes.");
        }
        List<String> parts = Arrays.asList(text.split("\\.", -1));
        if (parts.size() == 5) {
            throw InvalidToken.because("The token is encrypted (JWE), and only signed ones (JWS) are taken.");
        }
        if (parts.size() != 3) {
            throw InvalidToken.because("The token is not a JWT: it does not have three parts.");
        }
        byte[] header = decode(parts.get(0));
        byte[] payload = decode(parts.get(1));
        byte[] signature = decode(parts.get(2));
        Map<String, Object> members = StrictJson.read(header)
                .orElseThrow(() -> InvalidToken.because(
                        "The token's header is not a JSON object, has a member twice or is nested too deeply."));
        return new CompactToken(text, payload, signature.length, algorithm(members), keyId(members));
    }

    /** Decodes base64url without padding; each content has one text only (RFC 7515, section 2; RFC 4648, 3.5). */
    private static byte[] decode(String part) throws AccessException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw InvalidToken.because("The token is not a JWT: its parts are not base64url without padding.");
    }

    private static String algorithm(Map<String, Object> header) throws AccessException {
        // RFC 7515, section 4.1.11: whoever does not understand an extension that counts refuses the token.
        if (header.containsKey("crit") || header.containsKey("b64")) {
            throw InvalidToken.because("The token has extensions (crit or b64) that are not known here.");
        }
        if (!(header.get("alg") instanceof String name)) {
            throw InvalidToken.because("The token names no algorithm (alg).");
        }
        if (name.equalsIgnoreCase("none")) {
            throw InvalidToken.because("The token is not signed (alg none).");
        }
        if (!ALGORITHMS.contains(name)) {
            throw InvalidToken.because("The token's algorithm is not known here (alg " + shown(name) + ").");
        }
        return name;
    }

    private static Optional<String> keyId(Map<String, Object> header) throws AccessException {
        if (!header.containsKey("kid")) {
            return Optional.empty();
        }
        if (header.get("kid") instanceof String id) {
            return Optional.of(id);
        }
        throw InvalidToken.because("The token's key id (kid) is not a string.");
    }

    private static String shown(String name) {
        return Quoted.cut(name.replaceAll("[^A-Za-z0-9._:/+=@-]", "?"), MAX_SHOWN);
    }

    /** Returns the token itself. It goes into no log and no message. */
    String text() {
        return text;
    }

    int signatureBytes() {
        return signatureBytes;
    }

    /** Returns the algorithm, one of those for signatures. */
    String algorithm() {
        return algorithm;
    }

    /** Returns the name of the key. It may be anything: messages have {@link #describe}. */
    Optional<String> keyId() {
        return keyId;
    }

    /** Returns the algorithm and the key, for a message. */
    String describe() {
        return "alg " + algorithm + keyId.map(id -> ", kid " + shown(id)).orElse(", no kid");
    }

    /**
     * Returns the claims; nobody vouches for them before the signature is verified.
     *
     * @throws AccessException if they are no JSON object
     */
    Map<String, Object> claims() throws AccessException {
        return StrictJson.read(payload)
                .orElseThrow(() -> InvalidToken.because(
                        "The token's claims are not a JSON object, have a member twice or are nested too deeply."));
    }

    @Override
    public String toString() {
        return "token, " + describe();
    }
}
