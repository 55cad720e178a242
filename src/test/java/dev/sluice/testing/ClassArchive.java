package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The classes of a node as a JVM has loaded them: a node that starts from them takes little more than half the time, and
 * does the same as one that loads them out of the jar.
 */
final class ClassArchive {
    /** Written anew for each run of tests: the JVM takes none of another jar, and says so among what a node says. */
    private static final Path FILE = write();

    private ClassArchive() {}

    /** Has a JVM start from them. */
    static String option() {
        return "-XX:SharedArchiveFile=" + FILE;
    }

    private static Path write() {
        Path jar = NodeProcess.jar();
        try {
            Path file = Files.createTempFile(jar.getParent(), "classes-", ".jsa");
            file.toFile().deleteOnExit();
            List<String> command =
                    List.of(Programs.java(), "-XX:ArchiveClassesAtExit=" + file, "-jar", jar.toString(), "--port", "0");
            try (ServerProcess node =
                    ServerProcess.start(command, jar.getParent(), Map.of("SLUICE_DRAIN_TIME", "0s"))) {
                Await.until("a node that has loaded its classes", () -> {
                    if (!node.isAlive()) {
                        throw new AssertionError("the node has ended: " + node.output());
                    }
                    return node.output().contains("Sluice is running");
                });
                node.signal("TERM");
                node.exitValue(); // not killed in the midst of it: half an archive crashes who starts from it
            }
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
