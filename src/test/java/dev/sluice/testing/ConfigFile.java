package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file of a node. */
public final class ConfigFile {
    private ConfigFile() {}

    /** Writes one, and returns its path. */
    public static String of(String yaml) throws IOException {
        Path file = TempFiles.file("sluice", ".yaml");
        return Files.writeString(file, yaml).toString();
    }
}
