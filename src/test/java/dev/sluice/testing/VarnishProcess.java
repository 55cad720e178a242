package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Varnish before two nodes, started and reloaded as the documents say, on a port of its own. */
public final class VarnishProcess implements Proxy {
    private static final String CONFIG = "varnish/varnish.vcl";

    private final int port = Ports.free();
    private final Path folder = TempFiles.folder("sluice-varnish");
    private final ServerProcess process;
    private int reloads;

    private VarnishProcess(int first, int second) throws Exception {
        Programs.require("varnishd");
        TempFiles.makeReadable(folder); // its worker is another user
        Path config = folder.resolve(CONFIG);
        Files.createDirectories(config.getParent());
        Files.writeString(
                config,
                Files.readString(Project.folder().resolve(CONFIG))
                        .replace("\"8081\"", "\"" + first + "\"")
                        .replace("\"8082\"", "\"" + second + "\""));
        process = run(documented("varnishd ").get(0)).awaitPort(port);
        // It asks each node whether it takes browsers before it sends it anything.
        Await.until(
                "a node: " + process.output(),
                () -> HttpText.ask(port, "GET", "/health/live").status() == 200);
    }

    public static VarnishProcess before(int first, int second) throws Exception {
        return new VarnishProcess(first, second);
    }

    private static List<String> documented(String program) throws IOException {
        return Documents.blocks("sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\n\\s*", "").lines())
                .filter(line -> line.startsWith(program))
                .toList();
    }

    private ServerProcess run(String command) throws IOException {
        String here = command.replace("-a :8000", "-a :" + port)
                .replace("/tmp/sluice-varnish", folder.resolve("work").toString());
        return ServerProcess.start(List.of("sh", "-c", "exec " + here), folder, Map.of());
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void reload() throws Exception {
        reloads++;
        for (String command : documented("varnishadm ")) {
            ServerProcess admin = run(command.replaceAll("\\bnew\\b", "new" + reloads)); // each needs a name of its own
            if (admin.exitValue() != 0) {
                throw new IOException(admin.output());
            }
        }
    }

    @Override
    public String written() throws IOException {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
