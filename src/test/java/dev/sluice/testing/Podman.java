package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Images by buildah and containers by podman, in a store of their own, without a registry: what a Dockerfile begins with
 * is made by debootstrap.
 */
public final class Podman {
    /** The name that Dockerfiles begin with. */
    public static final String BASE = "docker.io/library/debian:bookworm-slim";

    /** A build takes minutes, and more on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static final Path FOLDER = Project.folder().resolve("target/containers");
    private static final List<String> STORE = List.of(
            "--root", FOLDER.resolve("store").toString(),
            "--runroot", FOLDER.resolve("run").toString(),
            "--storage-driver", "vfs");

    private Podman() {}

    /** Builds the image of the checkout; skips the test if a program is missing that this takes. */
    public static String sluice() throws Exception {
        return build("localhost/sluice", Project.folder());
    }

    /** Builds the image of a folder with a Dockerfile, with the libraries that Maven has here already. */
    public static String build(String image, Path folder) throws Exception {
        if (run("podman", "image", "exists", BASE).exitValue() != 0) {
            makeBase();
        }
        Path libraries = Path.of(System.getProperty("user.home"), ".m2");
        require(run(
                "buildah",
                "bud",
                "--isolation",
                "chroot",
                "--format",
                "docker",
                "--layers",
                "--volume",
                libraries + ":/root/.m2",
                "--tag",
                image,
                folder.toString()));
        return image;
    }

    private static void makeBase() throws Exception {
        Path system = Files.createDirectories(FOLDER).resolve("debian");
        require(run(List.of(
                Programs.require("debootstrap").toString(), "--variant=minbase", "bookworm", system.toString())));
        Path archive = FOLDER.resolve("debian.tar");
        require(run(List.of("tar", "-C", system.toString(), "-cf", archive.toString(), ".")));
        require(run("podman", "import", archive.toString(), BASE));
        require(run(List.of("rm", "-r", system.toString(), archive.toString())));
    }

    /** Runs podman or buildah with the store of these tests. */
    static ServerProcess run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Programs.require(program).toString()));
        command.addAll(STORE);
        if (program.equals("podman")) {
            // For machines without systemd, too.
            command.addAll(List.of("--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "file"));
        }
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static ServerProcess run(List<String> command) throws IOException {
        return ServerProcess.start(command, Project.folder(), Map.of());
    }

    /** Returns what it has printed. */
    static String require(ServerProcess process) throws Exception {
        if (process.exitValue(TIMEOUT) != 0) {
            throw new AssertionError(process.output());
        }
        return process.output().strip();
    }

    /** Reads a member of what podman tells about an image, such as {@code {{.Size}}}. */
    public static String inspect(String image, String format) throws Exception {
        return require(run("podman", "image", "inspect", "--format", format, image));
    }

    /** Runs an image to its end. */
    public static ServerProcess runToEnd(String image, List<String> options, String... arguments) throws Exception {
        return run("podman", command(options, image, List.of(arguments), "--rm"));
    }

    /** Starts a container. */
    static Container start(String image, List<String> options, List<String> arguments) throws Exception {
        String printed = require(run("podman", command(options, image, arguments, "--detach")));
        return new Container(printed.lines().reduce((first, last) -> last).orElseThrow());
    }

    /** The limits are those below which no container starts on a machine without a bridge. */
    private static String[] command(List<String> options, String image, List<String> arguments, String mode) {
        return Stream.of(
                        List.of("run", mode, "--log-driver", "k8s-file"),
                        List.of("--ulimit", "nofile=20000:20000", "--ulimit", "nproc=4096:4096"),
                        options,
                        List.of(image),
                        arguments)
                .flatMap(List::stream)
                .collect(Collectors.toList())
                .toArray(String[]::new);
    }
}
