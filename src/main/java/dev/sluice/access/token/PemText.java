package dev.sluice.access.token;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Public keys and certificates in PEM. The dates and the issuer of a certificate do not count: it is a form of the key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468, "Textual Encodings"</a>
 */
final class PemText {
    private static final String BEGIN = "-----BEGIN ";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----\\s*");

    private static final String FORM = "its keys in PEM must be whole blocks BEGIN PUBLIC KEY or BEGIN CERTIFICATE";

    private PemText() {}

    /** Returns true if a text shall be PEM. */
    static boolean isPem(String text) {
        return text.contains(BEGIN);
    }

    /** @throws IllegalArgumentException if it has anything else than public keys; the message ends a sentence */
    static List<VerificationKey> parse(String text) {
        if (text.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException(
                    "its keys in PEM must be public ones, and one is private: only the issuer needs that");
        }
        List<VerificationKey> keys = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text.strip());
        while (matcher.lookingAt()) {
            keys.add(VerificationKey.publicKey(publicKey(matcher.group(1), matcher.group(2))));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        if (matcher.regionStart() != matcher.regionEnd()) {
            throw new IllegalArgumentException(FORM + ", with commas between them and secrets, and no other text");
        }
        return keys;
    }

    private static PublicKey publicKey(String type, String base64) {
        Optional<PublicKey> key;
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            key = switch (type) {
                case "PUBLIC KEY" -> decodeKey(bytes);
                case "CERTIFICATE" -> decodeCertificate(bytes);
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            key = Optional.empty();
        }
        return key.orElseThrow(() -> new IllegalArgumentException(FORM + " of RSA, EC or Ed25519 keys"));
    }

    /** Returns true for a key in DER (SubjectPublicKeyInfo). */
    static boolean isKey(byte[] der) {
        return decodeKey(der).isPresent();
    }

    /** Returns true for a certificate in DER. */
    static boolean isCertificate(byte[] der) {
        return decodeCertificate(der).isPresent();
    }

    private static Optional<PublicKey> decodeKey(byte[] der) {
        return Stream.of("RSA", "EC", "Ed25519")
                .flatMap(algorithm -> decodeKey(algorithm, der).stream())
                .findFirst();
    }

    private static Optional<PublicKey> decodeKey(String algorithm, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> decodeCertificate(byte[] der) {
        try {
            return Optional.of(CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey());
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
