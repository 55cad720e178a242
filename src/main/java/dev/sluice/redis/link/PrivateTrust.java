package dev.sluice.redis.link;

import dev.sluice.config.CertificateFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import redis.clients.jedis.SslOptions;

/** TLS with servers whose certificates are signed by an authority that the JVM does not trust. */
final class PrivateTrust {
    private static final String TYPE = "PKCS12";
    private static final char[] NO_PASSWORD = {};

    private PrivateTrust() {}

    /** Trusts only certificates that one of these has signed and that name the host. */
    static SslOptions in(CertificateFile ca) {
        byte[] store = store(ca);
        return SslOptions.builder()
                .trustStoreType(TYPE)
                .truststore(() -> new ByteArrayInputStream(store), NO_PASSWORD)
                .build();
    }

    /** Returns a key store as Jedis takes it. */
    private static byte[] store(CertificateFile ca) {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            for (Certificate certificate : ca.certificates()) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, NO_PASSWORD);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This JVM has no key stores", e);
        }
    }
}
