package dev.sluice.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A certificate for a server at 127.0.0.1 that signs itself, and what a Java process needs to trust it. */
public final class Certificate {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    private Certificate(Path folder) {
        this.folder = folder;
    }

    /** Makes one with {@code openssl}. */
    public static Certificate create() throws Exception {
        Certificate certificate = new Certificate(TempFiles.folder("sluice-certificate"));
        certificate.run(List.of(
                Programs.require("openssl").toString(),
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=sluice-test",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                certificate.key(),
                "-out",
                certificate.certificate()));
        certificate.run(List.of(
                new File(System.getProperty("java.home"), "bin/keytool").getPath(),
                "-importcert",
                "-noprompt",
                "-alias",
                "redis",
                "-file",
                certificate.certificate(),
                "-keystore",
                certificate.trustStore(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        return certificate;
    }

    private void run(List<String> command) throws Exception {
        try (ServerProcess process = ServerProcess.start(command, folder, Map.of())) {
            if (process.exitValue() != 0) {
                throw new AssertionError(process.output());
            }
        }
    }

    public String key() {
        return folder.resolve("key.pem").toString();
    }

    public String certificate() {
        return folder.resolve("certificate.pem").toString();
    }

    private String trustStore() {
        return folder.resolve("trust.p12").toString();
    }

    /** The options with which a Java process trusts it. */
    public String javaOptions() {
        return "-Djavax.net.ssl.trustStore=" + trustStore() + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }
}
