package dev.sluice.testing;

import java.nio.file.Path;

/** Where the checkout is. */
public final class Project {
    private Project() {}

    public static Path folder() {
        return Path.of(System.getProperty("test.basedir", "")).toAbsolutePath();
    }
}
