package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Varnish before two nodes, started as the documents say, on a port of its own. */
public final class VarnishProcess implements AutoCloseable {
    private static final String CONFIG = "docs/examples/varnish.vcl";

    private final int port = Ports.free();
    private final ServerProcess process;

    private VarnishProcess(int first, int second) throws Exception {
        Programs.require("varnishd");
        Path folder = TempFiles.folder("sluice-varnish");
        TempFiles.makeReadable(folder); // its worker is another user
        Path config = folder.resolve(CONFIG);
        Files.createDirectories(config.getParent());
        Files.writeString(
                config,
                Files.readString(Project.folder().resolve(CONFIG))
                        .replace("\"8081\"", "\"" + first + "\"")
                        .replace("\"8082\"", "\"" + second + "\""));
        String command = Documents.blocks("sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("varnishd "))
                .findFirst()
                .orElseThrow()
                .replace("-a :8000", "-a :" + port)
                .replace("/tmp/sluice-varnish", folder.resolve("work").toString());
        process = ServerProcess.start(List.of("sh", "-c", "exec " + command), folder, Map.of())
                .awaitPort(port);
        // It asks each node whether it is alive before it sends it anything.
        Await.until(
                "a node: " + process.output(),
                () -> HttpText.ask(port, "GET", "/health/live").status() == 200);
    }

    public static VarnishProcess before(int first, int second) throws Exception {
        return new VarnishProcess(first, second);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
