package dev.sluice.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus with the shipped example and alert rules, made quick: it reads every second, and alerts wait a second. */
public final class PrometheusProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port = Ports.free();
    private final ServerProcess process;

    private PrometheusProcess(String token, Map<String, String> addresses) throws Exception {
        String program = Programs.require("prometheus").toString();
        Path folder = TempFiles.folder("sluice-prometheus");
        Path secret = Files.writeString(folder.resolve("token"), token);
        String config = shipped("prometheus.yaml")
                .replace("interval: 15s", "interval: 1s")
                .replace("/etc/prometheus/sluice-metrics-token", secret.toString());
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            config = config.replace(address.getKey(), address.getValue());
        }
        Files.writeString(folder.resolve("prometheus.yaml"), config);
        Files.writeString(folder.resolve("alerts.yaml"), shipped("alerts.yaml").replaceAll("for: [0-9]+m", "for: 1s"));
        process = ServerProcess.start(
                        List.of(
                                program,
                                "--config.file=prometheus.yaml",
                                "--storage.tsdb.path=data",
                                "--web.listen-address=127.0.0.1:" + port),
                        folder,
                        Map.of())
                .awaitPort(port);
    }

    private static String shipped(String file) throws IOException {
        return Files.readString(MonitoringFiles.PROMETHEUS.resolve(file));
    }

    /**
     * Starts one.
     *
     * @param token the metrics token of the nodes and the bridge
     * @param addresses the addresses of the example, each with the one that is read in its place
     */
    public static PrometheusProcess start(String token, Map<String, String> addresses) throws Exception {
        return new PrometheusProcess(token, addresses);
    }

    /** Returns the result of an expression: a series each. */
    public Stream<JsonNode> query(String expression) throws Exception {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .at("/data/result")
                .valueStream();
    }

    /** Returns the sum of the values of an expression. */
    public double sum(String expression) throws Exception {
        return query(expression)
                .mapToDouble(series -> Double.parseDouble(series.at("/value/1").asString()))
                .sum();
    }

    /** Returns the summaries of the alerts that fire. */
    public List<String> firing() throws Exception {
        return get("/api/v1/alerts")
                .at("/data/alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .map(alert -> alert.at("/annotations/summary").asString())
                .sorted()
                .toList();
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        JsonNode answer = JsonMapper.shared()
                .readTree(
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asString().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        process.close();
    }
}
