package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A HAProxy before a node, on a port of its own. */
public final class HaproxyProcess implements AutoCloseable {
    private final int port = Ports.free();
    private final ServerProcess process;

    private HaproxyProcess(int node) throws Exception {
        Path folder = TempFiles.folder("sluice-haproxy");
        Path config = folder.resolve("haproxy.cfg");
        Files.writeString(config, """
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
                """.formatted(port, node));
        process = ServerProcess.start(
                        List.of(Programs.require("haproxy").toString(), "-db", "-f", config.toString()),
                        folder,
                        Map.of())
                .awaitPort(port);
    }

    public static HaproxyProcess before(NodeProcess node) throws Exception {
        return new HaproxyProcess(node.port());
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
