package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests use where they are installed. With {@code CI=true} a missing one fails the test. */
public final class Programs {
    /** To see what tests do on a machine with nothing but a JDK and Maven. */
    private static final boolean ABSENT = "none".equals(System.getProperty("test.programs"));

    private Programs() {}

    /** Where a program is; skips the test, with the reason named, where it is not installed. */
    public static Path require(String name) {
        return require(name, find(name));
    }

    /** The same for a file of an installed package. */
    public static Path requireFile(Path file) {
        return require(file.toString(), Optional.of(file).filter(path -> !ABSENT && Files.isReadable(path)));
    }

    private static Path require(String name, Optional<Path> program) {
        if (program.isEmpty() && !ABSENT && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(name + " is not installed, and with CI=true nothing may be skipped");
        }
        Assumptions.assumeTrue(program.isPresent(), () -> name + " is not installed");
        return program.orElseThrow();
    }

    /** What a node or a container is started with: the Java that runs the tests, and options of its JVM. */
    public static List<String> javaCommand() {
        List<String> command = new ArrayList<>(List.of(java()));
        String options = System.getProperty("test.jvm", "");
        command.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        return command;
    }

    /** The Java that runs the tests. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }

    public static Optional<Path> find(String name) {
        if (ABSENT) {
            return Optional.empty();
        }
        List<String> folders = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
        folders.addAll(List.of("/usr/sbin", "/sbin"));
        return folders.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
