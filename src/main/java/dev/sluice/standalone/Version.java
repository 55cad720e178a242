package dev.sluice.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version that was built; picocli makes an instance on demand. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        try (InputStream version = Version.class.getResourceAsStream("version")) {
            return new String[] {"Sluice " + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip()};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
