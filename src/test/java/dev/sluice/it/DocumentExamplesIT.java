package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.Documents;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/** The examples in JavaScript and PHP of the README and the documents run, as they stand there. */
class DocumentExamplesIT {
    private static final String RUN = """
            window.logged = [];
            window.onerror = (message) => window.logged.push('error: ' + message);
            console.log = (text) => window.logged.push(String(text));
            const script = document.createElement('script');
            script.type = 'module';
            script.textContent = arguments[0];
            document.head.append(script);
            """;

    private RedisProcess redis;
    private NodeProcess node;
    /** One for all scripts; each has a page of its own. */
    private Chromium chromium;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis, "--queues", "message_list,inbox:*", "--presence", "chat", "--http-publish", "on");
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(chromium, node, redis);
    }

    /** Those that need a proxy or tokens are tested elsewhere ({@link PhpAccessIT}, {@link PhpSiteIT}, {@link ProxyIT}, {@link ProxyPrefixIT}). */
    private static boolean needsMore(String script) {
        return script.contains("/my-messages")
                || script.contains("/events/")
                || script.contains("/renew")
                || script.contains("/token")
                || script.contains("/sse.php")
                || script.contains("location.assign");
    }

    @TestFactory
    List<DynamicTest> scriptsOfTheDocumentsRun() throws Exception {
        List<String> scripts = Documents.blocks("js").stream()
                .filter(script -> !needsMore(script))
                .toList();
        assertTrue(scripts.size() >= 8, "too few scripts were found: " + scripts);
        return scripts.stream()
                .map(script ->
                        DynamicTest.dynamicTest(script.lines().findFirst().orElseThrow(), () -> run(script)))
                .toList();
    }

    private void run(String script) throws Exception {
        String message = UUID.randomUUID().toString();
        String expected = script.contains("'/publish'")
                ? "published,published"
                : script.contains("'order'") ? "19.9" : script.contains("source.close()") ? "closed" : message;
        if (chromium == null) {
            chromium = Chromium.start();
        }
        chromium.open(node.uri("/style.css").toString()); // an own page without a stream of its own
        chromium.run(RUN, complete(script));
        if (!script.contains("sluice:placed") && !script.contains("sluice:joined")) {
            Await.until("the log of the example: " + expected, () -> {
                publish(message);
                return logged().contains(expected);
            });
        }
        assertTrue(logged().stream().noneMatch(line -> line.startsWith("error")), logged()::toString);
    }

    @SuppressWarnings("unchecked")
    private List<String> logged() {
        return (List<String>) chromium.run("return window.logged;");
    }

    /** What stands before an example that is a part. */
    private static String complete(String script) {
        String before = script.contains("const source")
                ? ""
                : "const source = new EventSource('/sse?queue=message_list&topic=chat');\n";
        return before
                + (script.contains("new Sluice") && !script.contains("import {")
                        ? "import { Sluice } from './sluice.js';\n"
                        : "")
                + (script.contains("process(") ? "const process = async (data) => console.log(data);\n" : "")
                + script;
    }

    /** On all channels, as often as it takes: topics are subscribed to a moment after the stream has begun. */
    private void publish(String message) {
        UnifiedJedis client = redis.sharedClient();
        client.lpush("message_list", message);
        client.lpush("inbox:42", message);
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", message));
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", message, "event", "greeting"));
        client.xadd("chat", StreamEntryID.NEW_ENTRY, Map.of("data", "{\"total\": 19.90}", "event", "order"));
        client.publish("sse_messages", message);
    }

    @ParameterizedTest
    @CsvSource({"php, php -r", "python, python3 -c"})
    void examplePublishesInOneRequest(String language, String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        Programs.require(words.get(0));
        words.add(Documents.blocks(language).stream()
                .filter(text -> text.contains("/publish"))
                .findFirst()
                .orElseThrow()
                .replace("localhost:8080", "localhost:" + node.port()));
        ServerProcess program = ServerProcess.start(words, Project.folder(), Map.of());
        assertEquals(0, program.exitValue(), program.output());
        assertEquals("published\npublished\n", program.output());
        assertEquals(List.of("Your order is ready"), redis.sharedClient().lrange("message_list", 0, -1));
        assertEquals(
                Map.of("event", "order", "data", "{\"id\":42,\"total\":19.9}"),
                redis.sharedClient().xrange("chat", "-", "+").get(0).getFields());
    }

    @Test
    void phpExamplePublishesToAllKinds() throws Exception {
        Programs.require("php");
        String example = Documents.blocks("php").stream()
                .filter(text -> text.startsWith("$redis = new Redis();"))
                .findFirst()
                .orElseThrow();
        ServerProcess php = ServerProcess.start(
                List.of("php", "-r", example.replace("6379", String.valueOf(redis.port()))),
                Project.folder(),
                Map.of());
        assertEquals(0, php.exitValue(), php.output());
        assertEquals(List.of("Your order is ready"), redis.sharedClient().lrange("inbox:42", 0, -1));
        assertEquals(1, redis.sharedClient().xlen("chat"));
    }
}
