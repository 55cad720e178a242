package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A HAProxy before nodes, on a port of its own. */
public final class HaproxyProcess implements AutoCloseable {
    private final int port = Ports.free();
    private final ServerProcess process;

    private HaproxyProcess(UnaryOperator<String> config) throws Exception {
        Path folder = TempFiles.folder("sluice-haproxy");
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config.apply(String.valueOf(port)));
        process = ServerProcess.start(
                        List.of(Programs.require("haproxy").toString(), "-db", "-f", file.toString()), folder, Map.of())
                .awaitPort(port);
    }

    /** With little more than the addresses. */
    public static HaproxyProcess before(NodeProcess node) throws Exception {
        return new HaproxyProcess(port -> """
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 45s
                  timeout server 45s
                frontend browsers
                  bind 127.0.0.1:%s
                  default_backend nodes
                backend nodes
                  balance leastconn
                  server one 127.0.0.1:%d
                """.formatted(port, node.port()));
    }

    /** As the documents have it, before two nodes. */
    public static HaproxyProcess documented(int first, int second) throws Exception {
        List<String> examples = Documents.blocks("haproxy");
        if (examples.size() != 1) {
            throw new AssertionError("one example is expected: " + examples);
        }
        return new HaproxyProcess(port -> examples.get(0)
                .replace(":8000", ":" + port)
                .replace("127.0.0.1:8081", "127.0.0.1:" + first)
                .replace("127.0.0.1:8082", "127.0.0.1:" + second));
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
