package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An Apache with the configuration that is shipped, on a port of its own, before two nodes. */
public final class ApacheProcess implements AutoCloseable {
    private final int port = Ports.free();
    private final ServerProcess process;

    private ApacheProcess(int first, int second) throws Exception {
        String program = Programs.require("apache2").toString();
        Path folder = Files.createTempDirectory("sluice-apache");
        Path shipped = Project.folder().resolve("apache");
        process = ServerProcess.start(
                        List.of(
                                program,
                                "-f",
                                shipped.resolve("httpd.conf").toString(),
                                "-C",
                                "Define LISTEN " + port,
                                "-C",
                                "Define NODE_1 127.0.0.1:" + first,
                                "-C",
                                "Define NODE_2 127.0.0.1:" + second,
                                "-C",
                                "Define RUN_DIR " + folder,
                                "-C",
                                "Define CONF_DIR " + shipped,
                                "-D",
                                "FOREGROUND"),
                        folder,
                        Map.of())
                .awaitPort(port);
    }

    public static ApacheProcess before(int first, int second) throws Exception {
        return new ApacheProcess(first, second);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
