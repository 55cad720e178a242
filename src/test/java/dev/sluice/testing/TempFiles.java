package dev.sluice.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders and files that are gone when the tests' process ends. */
public final class TempFiles {
    private static final Path ROOT = create();

    private TempFiles() {}

    private static Path create() {
        try {
            Path root = Files.createTempDirectory("sluice-tests");
            makeReadable(root);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path folder(String name) throws IOException {
        return Files.createTempDirectory(ROOT, name);
    }

    static Path file(String name, String extension) throws IOException {
        return Files.createTempFile(ROOT, name, extension);
    }

    /** Copies a flat folder for servers that run as another user. */
    static Path publicCopy(Path folder) throws IOException {
        Path copy = folder(folder.getFileName().toString());
        makeReadable(copy);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Path copied = Files.copy(file, copy.resolve(file.getFileName()));
                Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
        return copy;
    }

    /** For other users too. */
    static void makeReadable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** For a server that becomes another user. */
    static void makeWritable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** The text of these files, and of all in these folders, byte by byte; what is missing counts as empty. */
    static String text(Path... roots) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path root : roots) {
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }

    private static void delete(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // A server that is being killed still writes; what is left, the system removes.
        }
    }
}
