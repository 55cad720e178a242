package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A HAProxy before nodes, on a port of its own. */
public final class HaproxyProcess implements Proxy {
    private static final Path SHIPPED = Project.folder().resolve("haproxy/haproxy.cfg");

    private final int port;
    private final ServerProcess process;

    private HaproxyProcess(int port, String config) throws Exception {
        this.port = port;
        Path folder = TempFiles.folder("sluice-haproxy");
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
        process = ServerProcess.start(
                        List.of(Programs.require("haproxy").toString(), "-W", "-f", file.toString()), folder, Map.of())
                .awaitPort(port);
    }

    /** With little more than the addresses. */
    public static HaproxyProcess before(NodeProcess node) throws Exception {
        int port = Ports.free();
        return new HaproxyProcess(port, """
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 45s
                  timeout server 45s
                frontend browsers
                  bind 127.0.0.1:%d
                  default_backend nodes
                backend nodes
                  balance leastconn
                  server one 127.0.0.1:%d
                """.formatted(port, node.port()));
    }

    /** With the configuration that is shipped, before two nodes. */
    public static HaproxyProcess before(int first, int second) throws Exception {
        int port = Ports.free();
        HaproxyProcess haproxy = new HaproxyProcess(
                port,
                Files.readString(SHIPPED)
                        .replace(":8000 ", ":" + port + " ")
                        .replace("127.0.0.1:8081", "127.0.0.1:" + first)
                        .replace("127.0.0.1:8082", "127.0.0.1:" + second));
        // On a busy machine its first check of a node that has just started may be too slow.
        Await.until(
                "a node: " + haproxy.written(),
                () -> HttpText.ask(port, "GET", "/health/live").status() == 200);
        return haproxy;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void reload() throws Exception {
        process.signal("USR2");
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
