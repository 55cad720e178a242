package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.broker.BridgeProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is in which archive, and the bridge's command line. */
class BridgeJarIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int MIN_BRIDGE_CLASSES = 30;

    private static Set<String> entries(Path archive) throws Exception {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The libraries by the first two names of their packages. */
    private static Set<String> libraries(Set<String> entries) {
        return entries.stream()
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
                .map(name -> name.startsWith("picocli/") ? "picocli" : name.replaceAll("^([^/]*/[^/]*)/.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void jarHasNothingOfTheBridge() throws Exception {
        Set<String> entries = entries(NodeProcess.jar());
        assertEquals(
                new TreeSet<>(Set.of(
                        "ch/qos",
                        "com/fasterxml",
                        "com/google",
                        "com/sun",
                        "dev/sluice",
                        "io/prometheus",
                        "jakarta/servlet",
                        "org/HdrHistogram",
                        "org/apache",
                        "org/eclipse",
                        "org/jose4j",
                        "org/json",
                        "org/slf4j",
                        "org/snakeyaml",
                        "picocli",
                        "redis/clients",
                        "redis/embedded",
                        "tools/jackson")),
                libraries(entries));
        assertTrue(entries.stream().noneMatch(name -> name.startsWith("dev/sluice/bridge")));
        assertEquals(
                Set.of("org/apache/commons/pool2"),
                entries.stream()
                        .filter(name -> name.startsWith("org/apache/") && name.endsWith(".class"))
                        .map(name -> name.replaceAll("^(org/apache/[^/]*/[^/]*)/.*", "$1"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void warHasNothingOfTheBridge() throws Exception {
        Set<String> entries = entries(Path.of(System.getProperty("test.war", "target/sluice.war")));
        assertTrue(entries.stream().noneMatch(name -> name.contains("dev/sluice/bridge")));
        assertEquals(
                new TreeSet<>(Set.of(
                        "commons-pool2",
                        "error_prone_annotations",
                        "gson",
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind",
                        "jackson-dataformat-yaml",
                        "jedis",
                        "jose4j",
                        "json",
                        "logback-classic",
                        "logback-core",
                        "prometheus-metrics-config",
                        "prometheus-metrics-core",
                        "prometheus-metrics-exposition-textformats",
                        "prometheus-metrics-model",
                        "prometheus-metrics-tracer-common",
                        "prometheus-metrics-tracer-initializer",
                        "prometheus-metrics-tracer-otel",
                        "prometheus-metrics-tracer-otel-agent",
                        "redis-authx-core",
                        "slf4j-api",
                        "snakeyaml-engine")),
                entries.stream()
                        .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
                        .map(name -> name.replaceAll("^WEB-INF/lib/(.*?)-[0-9].*", "$1"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void bridgeHasItsClientsAndNoWebServer() throws Exception {
        Set<String> entries = entries(BridgeProcess.jar());
        assertTrue(entries.stream()
                        .filter(name -> name.startsWith("dev/sluice/bridge/"))
                        .count()
                > MIN_BRIDGE_CLASSES);
        Set<String> libraries = libraries(entries);
        assertTrue(libraries.containsAll(Set.of("com/rabbitmq", "jakarta/jms", "io/netty")), libraries.toString());
        assertTrue(!libraries.contains("org/eclipse") && !libraries.contains("jakarta/servlet"), libraries.toString());
    }

    @Test
    void checkConfigNamesWhatIsWrong() throws Exception {
        String file = ConfigFile.of(
                "redis-url: redis://127.0.0.1:" + Ports.free() + "\nsources: {a: {rabbitmq: {uri: 'amqp://127.0.0.1:"
                        + Ports.free() + "', queue: q}, to: {queue: q}}}\n");
        ServerProcess right = BridgeProcess.run(List.of("--config", file, "check-config"));
        assertEquals(0, right.exitValue(), right.output());
        assertTrue(right.output().contains("a: rabbitmq to queue q"), right.output());
        ServerProcess away = BridgeProcess.run(List.of("check-config", "--connect", "--config", file));
        assertEquals(1, away.exitValue(), away.output());
        assertTrue(away.output().contains("The source a: RabbitMQ at 127.0.0.1:"), away.output());
        ServerProcess none = BridgeProcess.run(List.of());
        assertEquals(2, none.exitValue(), none.output());
        assertTrue(none.output().contains("--config is missing"), none.output());
        ServerProcess wrong = BridgeProcess.run(
                List.of("--config", ConfigFile.of("redis-url: redis://h\nsources: {a: {too: {}, rabbitmq: {}}}\n")));
        assertEquals(2, wrong.exitValue(), wrong.output());
        assertTrue(wrong.output().contains("There is no setting too for the source a"), wrong.output());
        assertTrue(wrong.output().contains("Perhaps you meant \"to\"."), wrong.output());
    }

    @Test
    void bridgeAnswersAsANode() throws Exception {
        String source = "{a: {rabbitmq: {uri: 'amqp://127.0.0.1:" + Ports.free() + "', queue: q}, to: {queue: q}}}";
        try (RedisProcess redis = RedisProcess.embedded();
                BridgeProcess bridge = BridgeProcess.start(redis, source, "metrics-token: " + TOKEN)) {
            bridge.awaitReason("The source a: RabbitMQ at 127.0.0.1:");
            HttpResponse<String> head = bridge.send("HEAD", "/health/live");
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
            assertEquals(
                    "application/json",
                    head.headers().firstValue("Content-Type").orElseThrow());
            assertProblem(405, "There are only GET and HEAD.", bridge.send("POST", "/health/live"));
            assertProblem(404, "There are /health/live, /health/ready and /metrics.", bridge.send("GET", "/"));
            assertProblem(
                    401,
                    "This needs the value of SLUICE_METRICS_TOKEN as a Bearer token.",
                    bridge.send("GET", "/metrics", "Authorization", "Bearer wrong"));
            HttpResponse<String> metrics = bridge.send("GET", "/metrics", "Authorization", "bearer " + TOKEN);
            assertEquals(200, metrics.statusCode());
            assertTrue(metrics.body().contains("sluice_bridge_connected{source=\"a\"} 0.0"), metrics.body());
            bridge.close();
            assertTrue(bridge.log().contains("The bridge is stopping"), bridge.log());
            assertFalse(bridge.log().contains("sendResponseHeaders"), bridge.log());
        }
    }

    private static void assertProblem(int status, String detail, HttpResponse<String> response) {
        assertEquals(status, response.statusCode());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(response.body().contains("\"detail\":\"" + detail + "\""), response.body());
    }
}
