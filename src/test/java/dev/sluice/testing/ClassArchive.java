package dev.sluice.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The classes of a node as a JVM has loaded them: a node that starts from them takes little more than half the time, and
 * does the same as one that loads them out of the jar. One archive serves all JVMs that run tests of the same jar.
 */
final class ClassArchive {
    private static final String PREFIX = "classes-";
    private static final String EXTENSION = ".jsa";
    private static final Path FILE = find();

    private ClassArchive() {}

    /** Has a JVM start from them. */
    static String option() {
        return "-XX:SharedArchiveFile=" + FILE;
    }

    private static Path find() {
        Path jar = NodeProcess.jar();
        try (FileChannel lock = FileChannel.open(
                        jar.resolveSibling("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            // Of this very jar: the JVM takes none of another one, and says so among what a node says.
            Path file =
                    jar.resolveSibling(PREFIX + Files.getLastModifiedTime(jar).toMillis() + EXTENSION);
            if (!Files.exists(file)) {
                deleteOthers(jar.getParent());
                write(jar, file);
            }
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void deleteOthers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(PREFIX) && name.contains(EXTENSION)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void write(Path jar, Path file) throws Exception {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        List<String> command =
                List.of(Programs.java(), "-XX:ArchiveClassesAtExit=" + part, "-jar", jar.toString(), "--port", "0");
        try (ServerProcess node = ServerProcess.start(command, jar.getParent(), Map.of("SLUICE_DRAIN_TIME", "0s"))) {
            Await.until("a node that has loaded its classes", () -> {
                if (!node.isAlive()) {
                    throw new AssertionError("the node has ended: " + node.output());
                }
                return node.output().contains("Sluice is running");
            });
            node.signal("TERM");
            node.exitValue(); // not killed in the midst of it: half an archive crashes a node that starts from it
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
