package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An nginx with one of the configurations that are shipped, on a port of its own. */
public final class NginxProcess implements Proxy {
    private static final Path SHIPPED = Project.folder().resolve("nginx");
    private static final String SITE = "site.conf";

    private final Path folder;
    private final String file;
    private final int port;
    private ServerProcess process;

    private NginxProcess(String file, UnaryOperator<String> edit, Map<String, List<Integer>> upstreams)
            throws Exception {
        this(Ports.free(), file, edit, upstreams);
    }

    private NginxProcess(int port, String file, UnaryOperator<String> edit, Map<String, List<Integer>> upstreams)
            throws Exception {
        this.port = port;
        this.file = file;
        folder = TempFiles.folder("sluice-nginx");
        // Where root starts it, its workers are somebody else, who must get to its cache.
        TempFiles.makeReadable(folder);
        try (var files = Files.list(SHIPPED)) {
            for (Path shipped : files.toList()) {
                String text = edit.apply(Files.readString(shipped)).replace("listen 8000 ", "listen " + port + " ");
                for (Map.Entry<String, List<Integer>> upstream : upstreams.entrySet()) {
                    text = withPorts(text, upstream.getKey(), upstream.getValue());
                }
                Files.writeString(folder.resolve(shipped.getFileName()), text);
            }
        }
        if (file.equals(SITE)) {
            writeSite(edit.apply("include existing-site.conf;"));
        }
        start();
    }

    /** A site that somebody has, with these locations. */
    private void writeSite(String locations) throws IOException {
        Files.writeString(folder.resolve(SITE), """
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log access.log;
                  client_body_temp_path nginx.tmp;
                  proxy_temp_path nginx.tmp;
                  fastcgi_temp_path nginx.tmp;
                  uwsgi_temp_path nginx.tmp;
                  scgi_temp_path nginx.tmp;
                  server {
                    listen %d;
                    root %s;
                    %s
                  }
                }
                """.formatted(port, folder, locations));
    }

    /** A site that somebody has, before one node. */
    public static NginxProcess withSite(String node) throws Exception {
        return new NginxProcess(SITE, text -> text.replace("127.0.0.1:8080", node), Map.of());
    }

    /** A site that somebody has, with locations of its own. */
    public static NginxProcess withLocations(String locations) throws Exception {
        return new NginxProcess(SITE, text -> text.equals("include existing-site.conf;") ? locations : text, Map.of());
    }

    /** A site that runs the scripts of this PHP, with what is shipped for one node. */
    public static NginxProcess withPhp(int port, PhpFpm php, String node) throws Exception {
        String scripts = php.withPlaces("""
                location ~ [.]php$ {
                  include /etc/nginx/fastcgi_params;
                  fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
                  fastcgi_pass unix:/run/php/php-fpm.sock;
                }
                """);
        return new NginxProcess(
                port,
                SITE,
                text -> text.equals("include existing-site.conf;")
                        ? text + "\n" + scripts
                        : text.replace("127.0.0.1:8080", node),
                Map.of());
    }

    /** Each line that names this address, for each of these ports. */
    private static String withPorts(String text, String address, List<Integer> ports) {
        return text.lines()
                .flatMap(line -> line.contains(address)
                        ? ports.stream().map(port -> line.replace(address, "127.0.0.1:" + port))
                        : Stream.of(line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Browsers → nginx → two nodes or more. */
    public static NginxProcess toNodes(int first, Integer... others) throws Exception {
        return toNodes(text -> text, first, others);
    }

    /** The same with something of one's own in the configuration. */
    public static NginxProcess toNodes(UnaryOperator<String> edit, int first, Integer... others) throws Exception {
        return new NginxProcess(
                "nginx.conf", edit, Map.of("127.0.0.1:8081", List.of(first), "127.0.0.1:8082", List.of(others)));
    }

    /** Browsers → nginx → Apache. */
    public static NginxProcess toApache(int apache) throws Exception {
        return new NginxProcess("nginx-apache.conf", text -> text, Map.of("127.0.0.1:8090", List.of(apache)));
    }

    public void start() throws Exception {
        Path pid = folder.resolve("nginx.pid");
        Files.deleteIfExists(pid); // that of one that was killed
        process = ServerProcess.start(command("daemon off;"), folder, Map.of()).awaitPort(port);
        // It listens before it writes there whom a reload is for.
        Await.until(
                "the pid of nginx",
                () -> Files.exists(pid) && Files.readString(pid).strip().equals(String.valueOf(process.pid())));
    }

    public void stop() {
        process.close();
    }

    /** What it has logged. */
    public String log() throws IOException {
        return process.output();
    }

    /** Its logs, and the pages that it keeps. */
    @Override
    public String written() throws IOException {
        return process.output() + TempFiles.text(folder.resolve("nginx.tmp"), folder.resolve("access.log"));
    }

    /** As {@code kill -9}, of the master and its workers. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void reload() throws IOException, InterruptedException {
        ServerProcess signal = ServerProcess.start(
                List.of(
                        program(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve(file).toString(),
                        "-s",
                        "reload"),
                folder,
                Map.of());
        if (signal.exitValue() != 0) {
            throw new IOException(signal.output());
        }
    }

    private List<String> command(String globals) {
        return List.of(
                program(), "-p", folder.toString(), "-c", folder.resolve(file).toString(), "-g", globals);
    }

    private static String program() {
        return Programs.require("nginx").toString();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        stop();
    }
}
