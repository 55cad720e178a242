package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** PHP's own web server, with {@code docs/examples/php/auth.php} and a login for tests. */
public final class PhpServer implements AutoCloseable {
    private final Path folder = TempFiles.folder("sluice-php");
    private final int port = Ports.free();
    private final int workers;
    private ServerProcess process;

    private PhpServer(int workers) throws Exception {
        this.workers = workers;
        Files.copy(Project.folder().resolve("docs/examples/php/auth.php"), folder.resolve("auth.php"));
        Files.writeString(folder.resolve("login.php"), """
                <?php
                session_start();
                $_SESSION['user'] = isset($_GET['number']) ? (int) $_GET['number'] : $_GET['user'];
                """);
        Files.writeString(folder.resolve("slow-auth.php"), """
                <?php
                usleep(10_000);
                require 'auth.php';
                """);
        Files.createDirectory(folder.resolve("sessions"));
        start();
    }

    /** Starts it; skips the test if PHP is not installed. */
    public static PhpServer create() throws Exception {
        return new PhpServer(1);
    }

    /** Starts it with so many processes that answer, each for one request at a time. */
    public static PhpServer withWorkers(int workers) throws Exception {
        return new PhpServer(workers);
    }

    /** Makes a session of a user; returns its cookie. */
    public String session(String id, String user) throws IOException {
        Files.writeString(folder.resolve("sessions/sess_" + id), "user|s:" + user.length() + ":\"" + user + "\";");
        return "PHPSESSID=" + id;
    }

    /** Starts it again, on the same port and with the sessions that it had. */
    public void start() throws Exception {
        process = ServerProcess.start(
                        List.of(
                                Programs.require("php").toString(),
                                "-d",
                                "session.save_path=" + folder.resolve("sessions"),
                                "-S",
                                "127.0.0.1:" + port,
                                "-t",
                                folder.toString()),
                        folder,
                        workers == 1 ? Map.of() : Map.of("PHP_CLI_SERVER_WORKERS", String.valueOf(workers)))
                .awaitPort(port);
    }

    public int port() {
        return port;
    }

    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
