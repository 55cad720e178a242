package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A proxy whose configuration stands in the documents, before two nodes, on a port of its own. */
public final class DocumentedProxy implements AutoCloseable {
    private final int port;
    private final ServerProcess process;

    private DocumentedProxy(int port, ServerProcess process) throws Exception {
        this.port = port;
        this.process = process.awaitPort(port);
        Await.until("a node", () -> HttpText.ask(port, "GET", "/health/live").status() == 200);
    }

    /** Caddy, with the one {@code Caddyfile}. */
    public static DocumentedProxy caddy(int first, int second) throws Exception {
        String program = Programs.require("caddy").toString();
        Path folder = TempFiles.folder("sluice-caddy");
        int port = Ports.free();
        Path file = Files.writeString(folder.resolve("Caddyfile"), config("caddy", port, first, second));
        return new DocumentedProxy(
                port,
                ServerProcess.start(
                        List.of(program, "run", "--adapter", "caddyfile", "--config", file.toString()),
                        folder,
                        Map.of("CADDY_ADMIN", "localhost:" + Ports.free(), "HOME", folder.toString())));
    }

    /** Squid, with the one {@code squid.conf}, and its own files in a folder of the test. */
    public static DocumentedProxy squid(int first, int second) throws Exception {
        String program = Programs.require("squid").toString();
        Path folder = TempFiles.folder("sluice-squid");
        TempFiles.makeWritable(folder); // if root starts it, it becomes another user
        int port = Ports.free();
        String own = """
                cache_log %1$s/cache.log
                pid_filename %1$s/squid.pid
                coredump_dir %1$s
                shutdown_lifetime 0 seconds
                """.formatted(folder);
        Path file = Files.writeString(folder.resolve("squid.conf"), config("squid", port, first, second) + own);
        return new DocumentedProxy(
                port, ServerProcess.start(List.of(program, "--foreground", "-f", file.toString()), folder, Map.of()));
    }

    private static String config(String language, int port, int first, int second) throws IOException {
        List<String> blocks = Documents.blocks(language);
        if (blocks.size() != 1) {
            throw new AssertionError("one example is expected: " + blocks);
        }
        return blocks.get(0)
                .replaceAll("(?m)^(:|http_port )8000 ", "$1" + port + " ")
                .replaceAll("127\\.0\\.0\\.1(:| parent )8081", "127.0.0.1$1" + first)
                .replaceAll("127\\.0\\.0\\.1(:| parent )8082", "127.0.0.1$1" + second);
    }

    public int port() {
        return port;
    }

    /** What it has written to its output. */
    public String written() throws IOException {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
