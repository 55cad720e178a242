package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Apache with the configuration that is shipped, on a port of its own, before two nodes. */
public final class ApacheProcess implements AutoCloseable {
    private final int port = Ports.free();
    private final ServerProcess process;

    private ApacheProcess(int first, int second) throws Exception {
        String program = Programs.require("apache2").toString();
        Path folder = TempFiles.folder("sluice-apache");
        // Apache's workers are another user, whom the checkout may shut out.
        Path shipped = TempFiles.publicCopy(Project.folder().resolve("apache"));
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

    private ApacheProcess(String node) throws Exception {
        String program = Programs.require("apache2").toString();
        Path folder = TempFiles.folder("sluice-apache");
        TempFiles.makeReadable(folder);
        Path site = Project.folder().resolve("apache/existing-site.conf");
        Path retry = TempFiles.publicCopy(site.getParent()).resolve("existing-site.asis");
        String shipped = Files.readString(site)
                .replace("127.0.0.1:8080", node)
                .replace("/etc/apache2/sluice-retry.asis", retry.toString());
        String modules = Stream.of("mpm_event", "authz_core", "alias", "env", "headers", "asis", "proxy", "proxy_http")
                .map(name -> "LoadModule " + name + "_module /usr/lib/apache2/modules/mod_" + name + ".so\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("site.conf"), modules + """
                ServerName localhost
                DefaultRuntimeDir %1$s
                PidFile %1$s/pid
                ErrorLog %1$s/log
                User www-data
                Group www-data
                ServerLimit 1
                MaxRequestWorkers 25
                Listen %2$d
                <Directory />
                  Require all denied
                </Directory>
                <VirtualHost *:%2$d>
                DocumentRoot %1$s
                ProxyPass / http://127.0.0.1:1/
                %3$s
                </VirtualHost>
                """.formatted(folder, port, shipped));
        process = ServerProcess.start(List.of(program, "-f", file.toString(), "-D", "FOREGROUND"), folder, Map.of())
                .awaitPort(port);
    }

    /** A site that somebody has, whose own application is away, with what is shipped for it, before one node. */
    public static ApacheProcess withSite(String node) throws Exception {
        return new ApacheProcess(node);
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
