package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.ConfigFile;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.WarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log with {@code SLUICE_LOG_FORMAT=json}, from the first line to the last. */
class JsonLogIT {
    /** What may name the format. */
    enum Source {
        FILE,
        ENVIRONMENT,
        PROPERTY,
        OPTION
    }

    private static final Map<String, String> JSON = Map.of("SLUICE_LOG_FORMAT", "json");

    @TempDir
    private Path folder;

    private static List<JsonNode> objects(String output) {
        List<JsonNode> objects =
                output.lines().map(JsonMapper.shared()::readTree).toList();
        assertTrue(objects.stream().allMatch(JsonNode::isObject), output);
        return objects;
    }

    private static List<String> messages(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("message").asString()).toList();
    }

    private static String config() throws IOException {
        return ConfigFile.of("""
                log-format: json
                queues:
                  message_list:
                    format: json
                """);
    }

    @Test
    @DisplayName(
            "All that a node writes is JSON: what it says before it has read its settings, many equal lines, its end")
    void allThatANodeWritesIsJson() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(Map.of(
                        "SLUICE_CONFIG", config(),
                        "SLUICE_REDIS_URL", redis.url(),
                        "SLUICE_SERVICE_HOST", "10.0.0.1"))) {
            try (Jedis client = redis.client();
                    EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                for (int i = 0; i < 50; i++) {
                    client.lpush("message_list", "wrong");
                }
                Await.until("all dead letters", () -> client.llen("sluice:{message_list}:dead") == 50);
                stream.close();
            }
            node.stop();
            List<JsonNode> lines = objects(node.process().output());
            List<String> messages = messages(lines);
            assertTrue(messages.get(0).startsWith("Ignored variables that Kubernetes sets"), messages.get(0));
            assertTrue(messages.contains("Sluice is running at http://localhost:" + node.port() + "/"), "no address");
            assertTrue(messages.stream().anyMatch(text -> text.contains("more lines like this")), "no count");
            assertTrue(messages.stream().anyMatch(text -> text.startsWith("Stopping; ")), "no last words");
            assertTrue(lines.stream()
                    .allMatch(line -> line.path("logger").asString().startsWith("dev.sluice.")));
        }
    }

    private String failingStart(Map<String, String> environment, List<String> jvm, List<String> arguments)
            throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SLUICE_PORT", "http");
        List<String> command = new ArrayList<>(NodeProcess.command());
        command.addAll(1, jvm);
        command.addAll(arguments);
        try (ServerProcess process = ServerProcess.start(command, folder, all)) {
            assertEquals(2, process.exitValue());
            return process.output();
        }
    }

    private String failingStart(Source source) throws Exception {
        return switch (source) {
            case FILE -> failingStart(Map.of("SLUICE_CONFIG", config()), List.of(), List.of());
            case ENVIRONMENT -> failingStart(JSON, List.of(), List.of());
            case PROPERTY -> failingStart(Map.of(), List.of("-Dsluice.log-format=json"), List.of());
            case OPTION -> failingStart(Map.of(), List.of(), List.of("--log-format", "json"));
        };
    }

    @ParameterizedTest
    @EnumSource
    void failedStartIsOneObjectWhateverTheSource(Source source) throws Exception {
        List<JsonNode> lines = objects(failingStart(source));
        assertEquals(1, lines.size());
        assertEquals("ERROR", lines.get(0).path("level").asString());
        assertTrue(messages(lines).get(0).startsWith("SLUICE_PORT has a wrong value"), lines.toString());
    }

    @Test
    void unknownOptionIsOneObjectToo() throws Exception {
        List<JsonNode> lines =
                objects(failingStart(Map.of(), List.of(), List.of("--log-format=json", "--redis-ulr=redis://secret")));
        assertEquals(1, lines.size());
        assertTrue(messages(lines).get(0).startsWith("Unknown option: '--redis-ulr'"), lines.toString());
        assertFalse(lines.toString().contains("secret"));
    }

    @Test
    @DisplayName("What a person runs at a terminal answers in plain text")
    void commandsForPeopleAnswerInText() throws Exception {
        String output = failingStart(JSON, List.of(), List.of("check-config"));
        assertTrue(output.startsWith("SLUICE_PORT has a wrong value"), output);
    }

    @Test
    void saysIfOwnLogbackConfigurationPreventsIt() throws Exception {
        Path logback = Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="own" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="own"/></root>
                </configuration>
                """);
        List<String> lines = failingStart(JSON, List.of("-Dlogback.configurationFile=" + logback), List.of())
                .lines()
                .toList();
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("WARN The log format json has no effect"), lines.get(0));
        assertTrue(lines.get(1).startsWith("SLUICE_PORT has a wrong value"), lines.get(1));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void warLogsJsonBesideItsContainer(WarProcess.Container container) throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                WarProcess war = WarProcess.start(
                        container,
                        Map.of(
                                "SLUICE_CONFIG",
                                config(),
                                "SLUICE_REDIS_URL",
                                redis.url(),
                                "SLUICE_DRAIN_TIME",
                                "0s",
                                "SLUICE_SERVICE_HOST",
                                "10.0.0.1"),
                        "")) {
            // Its container is still starting when the node has said its name.
            try (EventStream stream = EventStream.open(war.uri("/sse")).awaitConnected()) {
                stream.close();
            }
            war.process().signal("TERM");
            war.process().exitValue();
            String output = war.process().output();
            List<String> messages = messages(objects(
                    output.lines().filter(line -> line.startsWith("{")).reduce("", (all, line) -> all + line + "\n")));
            assertTrue(messages.get(0).startsWith("Ignored variables that Kubernetes sets"), output);
            assertTrue(messages.stream().anyMatch(text -> text.startsWith("Node ")), output);
            assertTrue(messages.stream().anyMatch(text -> text.startsWith("Stopping; ")), output);
            assertTrue(output.lines().noneMatch(line -> line.matches("\\S+Z (INFO |WARN |ERROR) .*")), output);
        }
    }
}
