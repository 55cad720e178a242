package dev.sluice.testing.broker;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.TempFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bridge in a process of its own, out of the jar that was packaged. */
public final class BridgeProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://localhost:([0-9]+)/health/ready");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String HEAP = "256m";

    private final String config;
    private final String heap;
    private ServerProcess process;
    private int port;

    private BridgeProcess(String config, String heap) {
        this.config = config;
        this.heap = heap;
    }

    /**
     * Starts one on a free port.
     *
     * @param sources the map of sources, as YAML
     * @param more further lines of the file
     */
    public static BridgeProcess start(RedisProcess redis, String sources, String... more) throws Exception {
        return startWithHeap(HEAP, redis, sources, more);
    }

    /** @param heap the most memory of its heap, as {@code -Xmx} has it */
    public static BridgeProcess startWithHeap(String heap, RedisProcess redis, String sources, String... more)
            throws Exception {
        String yaml = "redis-url: " + redis.url() + "\nhost: 127.0.0.1\nport: 0\n" + String.join("\n", more)
                + "\nsources: " + sources + "\n";
        BridgeProcess bridge = new BridgeProcess(ConfigFile.of(yaml), heap);
        bridge.start();
        return bridge;
    }

    /**
     * Starts one with an example of the documents.
     *
     * @param kind the broker, as in the example's name
     * @param localAddress the broker's address there
     * @param address its address here
     */
    public static BridgeProcess example(RedisProcess redis, String kind, String localAddress, String address)
            throws Exception {
        String yaml = Files.readString(Project.folder().resolve("docs/examples/bridge-" + kind + ".yaml"));
        if (!yaml.contains(localAddress)) {
            throw new AssertionError("the example does not name " + localAddress);
        }
        BridgeProcess bridge = new BridgeProcess(
                ConfigFile.of(yaml.replace(localAddress, address)
                        .replace("redis://localhost:6379", redis.url())
                        .replace("port: 8090", "port: 0")),
                HEAP);
        bridge.start();
        return bridge;
    }

    /** Starts it again after it was killed. */
    public void start() throws Exception {
        process = run(heap, List.of("--config", config));
        Await.until("the bridge runs", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the bridge has ended: " + process.output());
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
    public static ServerProcess run(List<String> arguments) throws Exception {
        return run(HEAP, arguments);
    }

    private static ServerProcess run(String heap, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(Programs.javaCommand());
        command.addAll(List.of("-Xmx" + heap, "-jar", jar().toString()));
        command.addAll(arguments);
        return ServerProcess.start(command, TempFiles.folder("sluice-bridge"), Map.of());
    }

    public static Path jar() {
        return Path.of(System.getProperty("test.bridge", "target/sluice-bridge.jar"))
                .toAbsolutePath();
    }

    public int port() {
        return port;
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The value of a figure, the sum over all sources; 0 if there is none. */
    public double metric(String name) throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public void awaitMetric(String name, double value) throws Exception {
        Await.until(name + " to be " + value, () -> metric(name) == value);
    }

    public void awaitReady() throws Exception {
        Await.until("ready", () -> get("/health/ready").statusCode() == 200);
    }

    /** Until it is not ready, for a reason that has these words. */
    public void awaitReason(String words) throws Exception {
        Await.until("the reason " + words, () -> {
            HttpResponse<String> health = get("/health/ready");
            return health.statusCode() == 503 && health.body().contains(words);
        });
    }

    public String log() throws Exception {
        return process.output();
    }

    /** As {@code kill -9}. */
    public void kill() throws Exception {
        process.kill();
    }

    /** Ends it as SIGTERM does, and waits for that. */
    public void terminate() throws Exception {
        process.signal("TERM");
        process.exitValue();
    }

    @Override
    public void close() {
        process.close();
    }
}
