package dev.sluice.standalone.embedded;

import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.RedisUrlParser;
import dev.sluice.config.Setting;
import dev.sluice.threads.Threads;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/** A Redis for trying things out, which forgets everything when the node stops. */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int DEFAULT_PORT = 6379;
    private static final String READY = "eady to accept connections";
    private static final int STOP_SECONDS = 5;

    /** A script that runs a command until that ends, or standard input does: a pipe from a killed node ends with it. */
    private static final String UNTIL_INPUT_ENDS = "exec 3<&0; \"$@\" 3<&- & server=$!;"
            + " { read -r line <&3; kill $server; } > /dev/null 2>&1 & reader=$!; wait $server; kill $reader";

    private static final Path SHELL = Path.of("/bin/sh");
    /**
     * The program for a new session: Ctrl-C goes to all processes of a terminal, and would end Redis before the node.
     */
    private static final Path OWN_SESSION = Path.of("/usr/bin/setsid");

    private final Process server;
    private final int port;
    /** The Redis out of the jar, in a folder of its own; empty if an installed one runs. */
    private final Optional<Path> unpacked;

    private EmbeddedRedis(Process server, int port, Optional<Path> unpacked) {
        this.server = server;
        this.port = port;
        this.unpacked = unpacked;
    }

    /**
     * Starts the Redis out of the jar, or, if that cannot run, a {@code redis-server} from the PATH; on the usual port,
     * or on a free one.
     *
     * @throws ConfigException if neither runs
     */
    public static EmbeddedRedis start() {
        return start(EmbeddedRedis::usualPort);
    }

    /** Starts a Redis on a free port, so that no other program finds it. */
    public static EmbeddedRedis startAside() {
        return start(EmbeddedRedis::anyPort);
    }

    private static EmbeddedRedis start(IntSupplier ports) {
        int port = ports.getAsInt();
        try {
            return startFromJar(port);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The embedded Redis does not run here", e);
            // Another node that started at the same time may have taken the port since.
            return isFree(port) ? startFromPath(port, e) : start(ports);
        }
    }

    private static EmbeddedRedis startFromJar(int port) throws IOException {
        Path unpacked = ExecutableProvider.newJarResourceProvider().get().toPath();
        try {
            return new EmbeddedRedis(run(unpacked, port), port, Optional.of(unpacked));
        } catch (IOException e) {
            delete(unpacked);
            throw e;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static EmbeddedRedis startFromPath(int port, Exception first) {
        try {
            Path installed =
                    ExecutableProvider.newExecutableInPath("redis-server").get().toPath();
            return new EmbeddedRedis(run(installed, port), port, Optional.empty());
        } catch (FileNotFoundException e) {
            throw new ConfigException("There is no Redis: the embedded one does not run here (" + firstLine(first)
                    + "), and there is no redis-server on the PATH; install one, or set "
                    + Setting.REDIS_URL.environmentName() + ".");
        } catch (IOException e) {
            throw new ConfigException("There is no Redis: neither the embedded one (" + firstLine(first)
                    + ") nor the redis-server on the PATH (" + firstLine(e) + ") runs here; set "
                    + Setting.REDIS_URL.environmentName() + ".");
        }
    }

    /**
     * Runs Redis without the library's RedisServer, which stops it as soon as the JVM begins to, while messages are
     * settled.
     */
    private static Process run(Path executable, int port) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(OWN_SESSION)) {
            command.add(OWN_SESSION.toString());
        }
        if (Files.isExecutable(SHELL)) {
            command.addAll(List.of(SHELL.toString(), "-c", UNTIL_INPUT_ENDS, "sh"));
        }
        command.addAll(List.of(
                executable.toAbsolutePath().toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        awaitReady(server.inputReader());
        return server;
    }

    private static void awaitReady(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line == null || !line.contains(READY); line = output.readLine()) {
            if (line == null) {
                throw new IOException(said.toString());
            }
            said.append(line).append('\n');
        }
        Threads.create("sluice-embedded-redis", () -> readOn(output)).start();
    }

    /** Reads on: a full pipe would stop Redis. */
    private static void readOn(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                LOG.debug("{}", line);
            }
        } catch (IOException e) {
            LOG.debug("The embedded Redis has ended", e);
        }
    }

    private static int usualPort() {
        if (isFree(DEFAULT_PORT)) {
            return DEFAULT_PORT;
        }
        LOG.info(
                "Port {} is taken, perhaps by your own Redis. To use that one, set {}=redis://localhost",
                DEFAULT_PORT,
                Setting.REDIS_URL.environmentName());
        return anyPort();
    }

    private static int anyPort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new ConfigException("There is no free port for the embedded Redis.");
        }
    }

    private static String firstLine(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    public RedisUrl url() {
        return RedisUrlParser.parse("redis://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.getOutputStream().close();
            if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        unpacked.ifPresent(EmbeddedRedis::delete);
    }

    private static void delete(Path unpacked) {
        try {
            Files.deleteIfExists(unpacked);
            Files.deleteIfExists(unpacked.getParent());
        } catch (IOException e) {
            LOG.debug("The embedded Redis stays unpacked", e);
        }
    }

    private void kill() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
    }
}
