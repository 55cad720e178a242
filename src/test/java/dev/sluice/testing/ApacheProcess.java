package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Apache with the configuration that is shipped, on a port of its own, before two nodes. */
public final class ApacheProcess implements Proxy {
    private static final List<String> MODULES =
            List.of("mpm_event", "authz_core", "alias", "env", "headers", "asis", "proxy", "proxy_http");

    private final int port;
    private final Path folder;
    private final ServerProcess process;

    private ApacheProcess(int first, int second) throws Exception {
        port = Ports.free();
        String program = Programs.require("apache2").toString();
        folder = TempFiles.folder("sluice-apache");
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

    private ApacheProcess(int port, String node, String application, List<String> modules) throws Exception {
        this.port = port;
        String program = Programs.require("apache2").toString();
        folder = TempFiles.folder("sluice-apache");
        TempFiles.makeReadable(folder);
        Path site = Project.folder().resolve("apache/existing-site.conf");
        Path retry = TempFiles.publicCopy(site.getParent()).resolve("existing-site.asis");
        String shipped = Files.readString(site)
                .replace("127.0.0.1:8080", node)
                .replace("/etc/apache2/sluice-retry.asis", retry.toString());
        String loaded = Stream.concat(MODULES.stream(), modules.stream())
                .map(name -> "LoadModule " + name + "_module /usr/lib/apache2/modules/mod_" + name + ".so\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(
                folder.resolve("site.conf"), loaded + """
                ServerName localhost
                DefaultRuntimeDir %1$s
                PidFile %1$s/pid
                ErrorLog %1$s/error.log
                LogFormat "%%h %%l %%u %%t \\"%%r\\" %%>s %%O \\"%%{Referer}i\\" \\"%%{User-Agent}i\\"" combined
                User www-data
                Group www-data
                ServerLimit 1
                MaxRequestWorkers 25
                Listen %2$d
                <Directory />
                  Require all denied
                </Directory>
                <VirtualHost *:%2$d>
                CustomLog %1$s/access.log combined env=!sluice-unlogged
                %4$s
                %3$s
                </VirtualHost>
                """.formatted(folder, port, shipped, application));
        process = ServerProcess.start(List.of(program, "-f", file.toString(), "-D", "FOREGROUND"), folder, Map.of())
                .awaitPort(port);
    }

    /** A site that somebody has, whose own application is away, with what is shipped for it, before one node. */
    public static ApacheProcess withSite(String node) throws Exception {
        return new ApacheProcess(Ports.free(), node, "ProxyPass / http://127.0.0.1:1/", List.of());
    }

    /** A site that runs the scripts of this PHP, with what is shipped for it, before one node. */
    public static ApacheProcess withPhp(int port, PhpFpm php, String node) throws Exception {
        return new ApacheProcess(port, node, php.withPlaces("""
                DocumentRoot $document_root
                <Directory $document_root>
                  Require all granted
                </Directory>
                <FilesMatch "[.]php$">
                  SetHandler "proxy:unix:/run/php/php-fpm.sock|fcgi://localhost"
                </FilesMatch>
                """), List.of("proxy_fcgi"));
    }

    public static ApacheProcess before(int first, int second) throws Exception {
        return new ApacheProcess(first, second);
    }

    @Override
    public void reload() throws Exception {
        process.signal("USR1"); // as "apachectl graceful"
    }

    @Override
    public String written() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return process.output()
                    + TempFiles.text(files.filter(file -> file.toString().endsWith(".log"))
                            .toArray(Path[]::new));
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
