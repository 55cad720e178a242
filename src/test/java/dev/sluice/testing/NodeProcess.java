package dev.sluice.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a Java process of its own, out of the jar that was packaged. */
public final class NodeProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://localhost:([0-9]+)/(?:\\?queue=NAME)?[\n\"]");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> options;
    private final Map<String, String> environment;
    private final Path folder;
    private ServerProcess process;
    private int port;

    private NodeProcess(Map<String, String> environment, List<String> options) throws Exception {
        // Tests stop many nodes; what is slow about it is for those that name it.
        this.environment = new HashMap<>(Map.of("SLUICE_DRAIN_TIME", "0s"));
        this.environment.putAll(environment);
        this.options = options;
        this.folder = TempFiles.folder("sluice-node");
        startOnFreePort();
    }

    /** Starts a node on a free port. */
    public static NodeProcess start(RedisProcess redis, String... options) throws Exception {
        return start(Map.of("SLUICE_REDIS_URL", redis.url()), options);
    }

    public static NodeProcess start(Map<String, String> environment, String... options) throws Exception {
        return new NodeProcess(environment, List.of(options));
    }

    /** Starts on a port that no outgoing connection takes before a restart; on another one if somebody else was faster. */
    private void startOnFreePort() throws Exception {
        try {
            start(Ports.free());
        } catch (AssertionError e) {
            if (!e.getMessage().contains("Address already in use")) {
                throw e;
            }
            start(Ports.free());
        }
    }

    private void start(int onPort) throws Exception {
        process = run(folder, environment, options, "--port", String.valueOf(onPort));
        Await.until("the greeting of a node", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the node has ended: " + process.output());
            }
            Matcher matcher = ADDRESS.matcher(process.output());
            if (!matcher.find()) {
                return false;
            }
            port = Integer.parseInt(matcher.group(1));
            return true;
        });
    }

    /** Runs the jar with these arguments, whatever comes of it. */
    public static ServerProcess run(Path folder, Map<String, String> environment, List<String> options, String... more)
            throws IOException {
        List<String> command = command();
        command.addAll(options);
        command.addAll(List.of(more));
        return ServerProcess.start(command, folder, environment);
    }

    /** Returns the words that run the jar, which begin with the program. */
    public static List<String> command() {
        List<String> command = new ArrayList<>(Programs.javaCommand());
        command.addAll(List.of(ClassArchive.option(), "-jar", jar().toString()));
        return command;
    }

    public static Path jar() {
        return Path.of(System.getProperty("test.jar", "target/sluice.jar")).toAbsolutePath();
    }

    /** Stops it gracefully and starts another on the same port. */
    public void restart() throws Exception {
        process.close();
        start(port);
    }

    /** Stops it gracefully. */
    public void stop() {
        process.close();
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public ServerProcess process() {
        return process;
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> head(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A figure of its {@code /metrics}; without labels, the sum over them. */
    public double metric(String name) throws Exception {
        return findMetric(name).orElseThrow();
    }

    /** The same; empty where there is no such figure. */
    public Optional<Double> findMetric(String name) throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum);
    }

    /** Until this figure of its {@code /metrics} is there and has this value. */
    public void awaitMetric(String name, double value) throws Exception {
        Await.until(name + " to be " + value, () -> findMetric(name).equals(Optional.of(value)));
    }

    /** Until its log holds this text: what a node does can be seen from outside before it is logged. */
    public void awaitLogged(String text) throws Exception {
        Await.until("the log says \"" + text + "\"", () -> process.output().contains(text));
    }

    /** How often its log holds this text. */
    public int logged(String text) throws IOException {
        return process.output().split(Pattern.quote(text), -1).length - 1;
    }

    public Readiness readiness() throws Exception {
        return Readiness.of(get("/health/ready"));
    }

    /** Until it says that messages can be delivered. */
    public void awaitReady() throws Exception {
        Await.until("ready", () -> readiness().isReady());
    }

    /** Until it says that messages cannot be delivered. */
    public void awaitNotReady() throws Exception {
        Await.until("not ready", () -> !readiness().isReady());
    }

    /** Until one of its reasons not to be ready holds this text. */
    public void awaitReason(String text) throws Exception {
        Await.until(
                "the reason " + text, () -> readiness().reasons().stream().anyMatch(reason -> reason.contains(text)));
    }

    public void awaitConnections(int count) throws Exception {
        awaitMetric("sluice_connections", count);
    }

    @Override
    public void close() {
        stop();
    }
}
