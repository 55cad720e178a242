package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/**
 * A file with one or more certificates in PEM. Immutable.
 *
 * @param path the path of the file
 * @param certificates its content when it was read; at least one
 */
public record CertificateFile(Path path, List<Certificate> certificates) {
    /** @throws IllegalArgumentException if there is no such file, or no certificate in it */
    static CertificateFile read(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (!certificates.isEmpty()) {
                return new CertificateFile(Path.of(path), certificates);
            }
        } catch (IOException | InvalidPathException | CertificateException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("its ca must be a readable file with certificates in PEM");
    }
}
