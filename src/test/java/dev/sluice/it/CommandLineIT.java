package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Programs;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** The jar as a user runs it. */
class CommandLineIT {
    @TempDir
    private Path folder;

    @Test
    void bareNodeBringsRedisAndGreets() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of())) {
            String greeting = node.process().output();
            assertTrue(greeting.contains("Look:  http://localhost:" + node.port() + "/"), greeting);
            assertTrue(greeting.matches("(?s).*Type:  redis-cli -p [0-9]+ LPUSH message_list .*"), greeting);
            try (EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
                assertEquals(
                        201,
                        node.post("/queues/message_list", "hello".getBytes(StandardCharsets.UTF_8))
                                .statusCode());
                assertEquals(List.of("hello"), stream.awaitMessages(1).messages());
            }
        }
    }

    /** As by the system when memory is short. */
    @Test
    void killedNodesEmbeddedRedisEnds() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of())) {
            Matcher port = Pattern.compile("redis-cli -p ([0-9]+)")
                    .matcher(node.process().output());
            assertTrue(port.find());
            ProcessHandle.of(node.process().pid()).orElseThrow().destroyForcibly();
            Await.until("nobody listens there", () -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
                    return !socket.isConnected();
                } catch (ConnectException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void embeddedRedisStopsAfterSettling() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of("SLUICE_SETTLE_DELAY", "1s"));
                EventStream stream = EventStream.open(node.uri("/sse")).awaitConnected()) {
            node.post("/queues/message_list", "hello".getBytes(StandardCharsets.UTF_8));
            stream.awaitMessages(1);
            node.stop();
            assertEquals(0, node.process().exitValue());
            String log = node.process().output();
            assertTrue(log.contains("Stopping; 1 messages are claimed and not settled"), log);
            assertFalse(log.contains("A final step of the delivery failed"), log);
        }
    }

    @Test
    void ctrlCEndsTheNodeBeforeItsRedis() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Programs.require("setsid").toString(),
                // Whoever starts the tests in the background has this ignored.
                "env",
                "--default-signal=INT"));
        command.addAll(NodeProcess.command());
        command.addAll(List.of("--port", "0", "--settle-delay", "1s"));
        try (ServerProcess node = ServerProcess.start(command, folder, Map.of())) {
            Await.until("the greeting", () -> node.output().contains("Sluice is running"));
            Matcher port = Pattern.compile("http://localhost:([0-9]+)/").matcher(node.output());
            assertTrue(port.find());
            String url = "http://127.0.0.1:" + port.group(1);
            try (EventStream stream = EventStream.open(URI.create(url + "/sse")).awaitConnected()) {
                HttpRequest post = HttpRequest.newBuilder(URI.create(url + "/queues/message_list"))
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build();
                HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.discarding());
                stream.awaitMessages(1);
                node.signalGroup("INT");
                assertEquals(0, node.exitValue());
            }
            assertFalse(node.output().contains("A final step of the delivery failed"), node.output());
        }
    }

    @Tag("long")
    @Test
    @DisplayName("If the embedded Redis cannot run, the one on the path serves")
    void installedRedisReplacesAnEmbeddedThatFails() throws Exception {
        String path = Programs.require("redis-server").getParent().toString();
        try (ServerProcess node = runForeign(Map.of("PATH", path))) {
            Await.until("the greeting", () -> node.output().contains("Sluice is running"));
        }
    }

    @Test
    @DisplayName("An installed Redis stays where it is, even among temporary files")
    void installedRedisIsNeverDeleted() throws Exception {
        Path installed = Files.copy(Programs.require("redis-server"), folder.resolve("redis-server"));
        try (ServerProcess node = runForeign(Map.of("PATH", folder.toString()))) {
            Await.until("the greeting", () -> node.output().contains("Sluice is running"));
        }
        assertTrue(Files.exists(installed));
    }

    @Test
    void saysInOneSentenceThatNoRedisRuns() throws Exception {
        try (ServerProcess node = runForeign(Map.of("PATH", folder.toString()))) {
            assertEquals(2, node.exitValue());
            // Where the machine has a Redis of its own, that is said first.
            String output =
                    node.output().replaceAll(".* Port 6379 is taken.*\n", "").strip();
            assertEquals(1, output.lines().count(), output);
            assertTrue(output.startsWith("There is no Redis: "), output);
            assertTrue(output.contains("SLUICE_REDIS_URL"), output);
        }
    }

    /** As on a machine whose embedded binary does not run: the one for another processor is taken. */
    private ServerProcess runForeign(Map<String, String> environment) throws Exception {
        String foreign = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "aarch64";
        List<String> command = new ArrayList<>(Programs.javaCommand());
        command.addAll(List.of("-Dos.arch=" + foreign, "-jar", NodeProcess.jar().toString(), "--port", "0"));
        return ServerProcess.start(command, folder, environment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLUICE_PORT      | http    | SLUICE_PORT",
                "SLUICE_COLOUR    | red     | SLUICE_COLOUR",
            })
    void wrongSettingIsNamedInOneSentence(String name, String value, String named) throws Exception {
        try (ServerProcess node = NodeProcess.run(folder, Map.of(name, value), List.of())) {
            assertEquals(2, node.exitValue());
            String output = node.output().strip();
            assertEquals(1, output.lines().count(), output);
            assertTrue(output.contains(named), output);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLUICE_HEARTBEAT | 15      | SLUICE_HEARTBEAT",
                "SLUICE_REDIS_URL | db:6379 | SLUICE_REDIS_URL",
                "SLUICE_QUEUE_ACK | maybe   | SLUICE_QUEUE_ACK",
                "SLUICE_CONFIG    | /none   | SLUICE_CONFIG",
            })
    void otherWrongSettingsAreNamedToo(String name, String value, String named) throws Exception {
        wrongSettingIsNamedInOneSentence(name, value, named);
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (NodeProcess first = NodeProcess.start(Map.of());
                ServerProcess second = NodeProcess.run(
                        folder,
                        Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:1"),
                        List.of("--port", String.valueOf(first.port())))) {
            assertEquals(2, second.exitValue());
            assertTrue(second.output().contains("SLUICE_PORT"), second.output());
        }
    }

    @Test
    void settingsCanBeCheckedWithoutAStart() throws Exception {
        try (ServerProcess right = NodeProcess.run(folder, Map.of(), List.of("check-config"), "--port", "1")) {
            assertEquals(0, right.exitValue(), right.output());
        }
        try (ServerProcess wrong = NodeProcess.run(folder, Map.of(), List.of("check-config"), "--port", "-1")) {
            assertEquals(2, wrong.exitValue(), wrong.output());
        }
    }

    @Test
    void aCheckShowsWhatHoldsForWhichChannel() throws Exception {
        Path file = Files.writeString(folder.resolve("sluice.yaml"), """
                queue-prefetch: 2
                queues:
                  message_list:
                  orders:
                    ack: client
                    visibility-timeout: 1m
                  "inbox:*":
                    ack: none
                    format: json
                    max-age: 1h
                    expired: drop
                topics:
                  chat:
                  "room:*":
                    max-length: 500
                    max-age: 1h
                    idle-ttl: 10m
                  audit:
                    max-length: none
                    max-age: none
                pubsub-topics:
                  sse_messages:
                  ticker:
                    format: json
                """);
        try (ServerProcess check =
                NodeProcess.run(folder, Map.of("SLUICE_CONFIG", file.toString()), List.of("check-config"))) {
            assertEquals(0, check.exitValue(), check.output());
            assertTrue(check.output().endsWith("""
                    queue         ack     prefetch  visibility-timeout  max-deliveries  max-returns  format  take-from  max-age  expired
                    message_list  sent    -         -                   -               100          text    right      none     -
                    orders        client  2         60s                 5               -            text    right      none     -
                    inbox:*       none    -         -                   -               -            json    right      3600s    drop

                    topic   max-length  max-age  idle-ttl  history-cache
                    chat    10000       86400s   none      private
                    room:*  500         3600s    600s      private
                    audit   none        none     none      private

                    pubsub-topic  format
                    sse_messages  text
                    ticker        json
                    """), check.output());
        }
        Files.writeString(file, "queues: {orders: {ack: maybe}}");
        try (ServerProcess check =
                NodeProcess.run(folder, Map.of("SLUICE_CONFIG", file.toString()), List.of("check-config"))) {
            assertEquals(2, check.exitValue(), check.output());
            assertEquals(
                    "The setting ack for the queue orders under queues in the file " + file
                            + " has a wrong value \"maybe\": it must be one of none, sent, client.",
                    check.output().strip());
        }
    }

    @Test
    void checkConfigTriesTheConnectionIfAsked() throws Exception {
        List<String> command = List.of("check-config", "--connect");
        try (RedisProcess redis = RedisProcess.embedded();
                ServerProcess good = NodeProcess.run(folder, Map.of("SLUICE_REDIS_URL", redis.url()), command);
                ServerProcess tls = NodeProcess.run(
                        folder, Map.of("SLUICE_REDIS_URL", redis.url().replace("redis:", "rediss:")), command);
                ServerProcess none =
                        NodeProcess.run(folder, Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:1"), command)) {
            assertEquals(0, good.exitValue(), good.output());
            assertTrue(good.output().contains("can be used."), good.output());
            assertEquals(1, tls.exitValue(), tls.output());
            assertTrue(tls.output().contains("perhaps it expects no TLS"), tls.output());
            assertEquals(1, none.exitValue(), none.output());
            assertTrue(none.output().contains("Redis at redis://127.0.0.1:1 cannot be used"), none.output());
        }
    }

    @Tag("long")
    @Test
    void benchMeasuresANodeOfItsOwn() throws Exception {
        measure(Map.of("queue", List.of("messages/s")));
    }

    @Tag("long")
    @Test
    void otherBenchesMeasureANodeToo() throws Exception {
        measure(Map.of(
                "latency", List.of("ratio of p50"),
                "idle inboxes", List.of("Redis commands/s", "inboxes, 10 queues"),
                "fanout reconnect", List.of("saturated: lost", "100 events missed")));
    }

    /** Runs benchmarks, and finds these words in what they say and write. */
    private void measure(Map<String, List<String>> found) throws Exception {
        Map<String, ServerProcess> running = new HashMap<>();
        try {
            for (String kinds : found.keySet()) { // side by side, since they wait most of the time
                running.put(kinds, bench(kinds));
            }
            for (Map.Entry<String, ServerProcess> bench : running.entrySet()) {
                int exitValue = bench.getValue().exitValue();
                String output = bench.getValue().output();
                assertEquals(0, exitValue, output);
                String figures = Files.readString(figures(bench.getKey()));
                for (String part : found.get(bench.getKey())) {
                    assertTrue(output.contains(part), output);
                    assertTrue(figures.contains(part), figures);
                }
                assertFalse(figures.matches("(?s).*(lost|duplicates|streams cut)\" : [1-9].*"), figures);
            }
        } finally {
            running.values().forEach(ServerProcess::close);
        }
    }

    private Path figures(String kinds) {
        return folder.resolve(kinds + ".json");
    }

    private ServerProcess bench(String kinds) throws Exception {
        String[] options = {
            "--messages",
            "2000",
            "--connections",
            "10",
            "--seconds",
            "1",
            "--json",
            figures(kinds).toString()
        };
        return NodeProcess.run(folder, Map.of("SLUICE_QUEUE_ACK", "client"), benchOf(kinds), options);
    }

    private static List<String> benchOf(String words) {
        return Stream.concat(Stream.of("bench"), Stream.of(words.split(" "))).toList();
    }

    @Tag("long")
    @Test
    void benchMeasuresAServerOverHttp() throws Exception {
        try (NodeProcess node = NodeProcess.start(Map.of());
                ServerProcess bench = NodeProcess.run(
                        folder,
                        Map.of(),
                        List.of("bench", "fanout", "idle"),
                        "--connections",
                        "5",
                        "--seconds",
                        "1",
                        "--url",
                        node.uri("").toString(),
                        "--path",
                        "/sse?topic=chat",
                        "--publish-url",
                        node.uri("/topics/chat").toString(),
                        "--pid",
                        String.valueOf(node.process().pid()))) {
            assertEquals(0, bench.exitValue(), bench.output());
            String output = bench.output();
            assertTrue(output.matches("(?s).*saturated: lost +0\n.*"), output);
            assertTrue(output.contains("server CPU, us/delivery"), output);
            assertFalse(output.contains("Redis CPU"), output);
        }
    }

    /** What else may be wrong is tried without a process of its own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1 | queue --redis-url redis://127.0.0.1:1 | has failed: Redis at 127.0.0.1:1 cannot be used
            2 | compare a=/proc/self/environ | /proc/self/environ has no figures
            """)
    void benchSaysItsFaultInOneSentence(int exitValue, String arguments, String said) throws Exception {
        try (ServerProcess bench = NodeProcess.run(folder, Map.of(), benchOf(arguments))) {
            assertEquals(exitValue, bench.exitValue(), bench.output());
            assertTrue(bench.output().contains(said), bench.output());
            assertFalse(bench.output().contains("\tat "), bench.output());
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void benchEndsWithItsServerAndLeavesNothing() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis, "--queues", "bench", "--topics", "bench-topic")) {
            String[] options = {"--url", node.uri("").toString(), "--redis-url", redis.url(), "--connections", "10"};
            try (ServerProcess queue = NodeProcess.run(folder, Map.of(), List.of("bench", "queue"), options);
                    ServerProcess fanout = NodeProcess.run(folder, Map.of(), List.of("bench", "fanout"), options)) {
                node.awaitConnections(20);
                Await.until("messages", () -> client.llen("bench") > 0);
                node.process().kill();
                for (ServerProcess bench : List.of(queue, fanout)) {
                    assertEquals(1, bench.exitValue(), bench.output());
                    assertTrue(bench.output().contains("The benchmark has failed: "), bench.output());
                }
                assertEquals(0, client.llen("bench"));
            }
        }
    }

    @Tag("long")
    @Test
    void benchComparesServers() throws Exception {
        Path slow = Files.writeString(folder.resolve("slow.json"), "{\"queue, 5\": {\"messages/s\": 20, \"lost\": 0}}");
        Path fast =
                Files.writeString(folder.resolve("fast.json"), "{\"queue, 5\": {\"messages/s\": 300, \"lost\": 0}}");
        Path chart = folder.resolve("chart.svg");
        try (ServerProcess compare = NodeProcess.run(
                folder,
                Map.of(),
                List.of("bench", "compare"),
                "Ours=" + fast,
                "Theirs=" + slow,
                "--svg",
                chart.toString())) {
            assertEquals(0, compare.exitValue(), compare.output());
            assertTrue(compare.output().contains("| messages/s | 300 | 20 (15) |"), compare.output());
            assertTrue(Files.readString(chart).contains("Theirs"));
        }
    }

    @Test
    void benchSaysWhatItNeeds() throws Exception {
        try (ServerProcess bench =
                NodeProcess.run(folder, Map.of(), List.of("bench", "fanout"), "--url", "http://localhost:1")) {
            assertEquals(2, bench.exitValue(), bench.output());
            assertTrue(bench.output().contains("--redis-url"), bench.output());
        }
    }
}
