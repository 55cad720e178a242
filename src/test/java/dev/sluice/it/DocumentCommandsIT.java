package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Documents;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The commands of the README and the documents that end by themselves succeed, as they stand there. */
class DocumentCommandsIT {
    /** What is about one node and its Redis. The proxies have tests of their own. */
    private static final Pattern TRIED = Pattern.compile("(redis-cli|curl|php|printf|promtool|seq)\\b.*"
            + "|(SLUICE_\\w+=\\S+ )?java -jar target/sluice.jar (check-config|dead|publish|token)\\b.*");

    private static final Pattern OTHER_NODE = Pattern.compile(".*localhost:80(00|81)\\b.*");

    private static final String ADMIN_TOKEN = "of-the-operators-of-this-test";

    private RedisProcess redis;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(Map.of(
                "SLUICE_REDIS_URL",
                redis.url(),
                "SLUICE_HTTP_PUBLISH",
                "on",
                "SLUICE_PRESENCE",
                "chat",
                "SLUICE_ADMIN_TOKEN",
                ADMIN_TOKEN));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        redis.close();
    }

    private static List<String> commands() throws Exception {
        return Documents.blocks("sh").stream()
                .flatMap(DocumentCommandsIT::commands)
                .distinct()
                .toList();
    }

    /** Returns the commands of a block, each with the environment that the block exports. */
    private static Stream<String> commands(String block) {
        List<String> lines =
                block.replaceAll("\\\\\n\\s*", "").lines().map(String::strip).toList();
        String exports = lines.stream()
                .filter(line -> line.startsWith("export "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return lines.stream()
                .filter(line -> TRIED.matcher(line).matches()
                        && !OTHER_NODE.matcher(line).matches())
                .map(line -> exports + line);
    }

    @TestFactory
    List<DynamicTest> commandsOfTheDocumentsSucceed() throws Exception {
        assertTrue(commands().size() > 20, "too few commands were found: " + commands());
        return commands().stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> succeeds(command)))
                .toList();
    }

    private void succeeds(String command) throws Exception {
        for (String program : List.of("redis-cli", "curl", "php", "promtool")) {
            if (Pattern.compile("\\b" + program + " ").matcher(command).find()) {
                Programs.require(program);
            }
        }
        if (command.contains(" dead ")) {
            haveDeadLetters(10);
        }
        if (command.contains("/direct?user=ann")) {
            try (EventStream stream = EventStream.open(node.uri("/sse"))) {
                // The node knows no users, without access control.
                succeeds(command.replace("user=ann", "connection=" + stream.connectionId()));
            }
            return;
        }
        ServerProcess shell = run(command);
        int status = shell.exitValue();
        // A stream does not end by itself; curl is told to end it after two seconds.
        assertTrue(status == 0 || command.contains("curl -N") && status == 28, status + ": " + shell.output());
    }

    /** Runs it with the addresses of this test. */
    private ServerProcess run(String command) throws Exception {
        String here = command.replace("redis-cli", "redis-cli -p " + redis.port())
                .replace("localhost:8080", "localhost:" + node.port())
                .replace("localhost:6379", "localhost:" + redis.port())
                .replace("curl -N ", "curl -N -m 2 ")
                .replace("curl ", "curl -fsS ")
                .replace("java -jar target/sluice.jar", String.join(" ", NodeProcess.command()));
        return ServerProcess.start(
                List.of("sh", "-c", here),
                Project.folder(),
                Map.of(
                        "REDIS_PORT",
                        String.valueOf(redis.port()),
                        "SLUICE_REDIS_URL",
                        redis.url(),
                        "SLUICE_ADMIN_TOKEN",
                        ADMIN_TOKEN));
    }

    private void haveDeadLetters(int count) throws Exception {
        // A message that is no UTF-8 becomes one when a browser takes it.
        try (EventStream taker = EventStream.open(node.uri("/sse"))) {
            taker.awaitConnected();
            for (int i = 0; i < count; i++) {
                redis.sharedClient().lpush("message_list".getBytes(), new byte[] {(byte) 0xff});
            }
            Await.until("dead letters", () -> redis.sharedClient().llen("sluice:{message_list}:dead") >= count);
        }
    }
}
