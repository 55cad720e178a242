package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real PHP-FPM that serves the scripts of {@code docs/examples/php} and a login for tests. */
public final class PhpFpm implements AutoCloseable {
    private final Path folder = TempFiles.folder("sluice-fpm");
    private final Path socket = folder.resolve("php-fpm.sock");
    private ServerProcess process;

    private PhpFpm() throws Exception {
        // Where root starts nginx, its workers are somebody else, who must get to the socket.
        TempFiles.makeReadable(folder);
        try (var examples = Files.list(Project.folder().resolve("docs/examples/php"))) {
            for (Path example :
                    examples.filter(file -> file.toString().endsWith(".php")).toList()) {
                Files.copy(example, folder.resolve(example.getFileName()));
            }
        }
        Files.writeString(folder.resolve("login.php"), """
                <?php
                session_start();
                $_SESSION['user'] = isset($_GET['number']) ? (int) $_GET['number'] : $_GET['user'];
                """);
        Files.writeString(folder.resolve("fpm.conf"), """
                [global]
                daemonize = no
                error_log = /proc/self/fd/2
                [www]
                listen = %s
                listen.mode = 0666
                pm = static
                pm.max_children = 4
                env[SLUICE_AUTH_KEY] = "%s"
                php_value[session.save_path] = %s
                """.formatted(
                        socket, Tokens.KEY, Files.createDirectory(folder.resolve("sessions"))));
        start();
    }

    /** Starts it; skips the test if PHP-FPM is not installed. */
    public static PhpFpm create() throws Exception {
        return new PhpFpm();
    }

    public void start() throws Exception {
        process = ServerProcess.start(
                List.of(program(), "-R", "-F", "-y", folder.resolve("fpm.conf").toString()), folder, Map.of());
        Await.until("the socket of PHP-FPM", () -> Files.exists(socket));
    }

    /** Debian's name of the program ends with its version. */
    private static String program() throws IOException {
        Path folder = Path.of("/usr/sbin");
        try (var programs = Files.newDirectoryStream(folder, "php-fpm*")) {
            for (Path program : programs) {
                return Programs.require(program.getFileName().toString()).toString();
            }
        }
        return Programs.require("php-fpm").toString();
    }

    /** The text of a configuration for nginx, with this PHP's socket and folder. */
    public String locations(String file) throws IOException {
        return withPlaces(
                Files.readString(Project.folder().resolve("docs/examples/php").resolve(file)));
    }

    /** The same with a text of one's own. */
    public String withPlaces(String locations) {
        return locations
                .replace("unix:/run/php/php-fpm.sock", "unix:" + socket)
                .replace("$document_root", folder.toString())
                .replace("include            fastcgi_params", "include /etc/nginx/fastcgi_params");
    }

    public void stop() throws IOException {
        process.close();
        Files.deleteIfExists(socket);
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
