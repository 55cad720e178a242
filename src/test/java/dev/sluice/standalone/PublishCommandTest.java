package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.standalone.publish.PublishCommand;
import dev.sluice.testing.Await;
import dev.sluice.testing.FakeNode;
import dev.sluice.testing.Ports;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code publish}, against a node whose answers are given. */
class PublishCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeNode node;

    @BeforeEach
    void start() throws Exception {
        node = FakeNode.start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private int run(String input, Map<String, String> environment, String... words) {
        PublishCommand command =
                new PublishCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), environment);
        List<String> all = new ArrayList<>(List.of(words));
        if (!all.contains("--url")) {
            all.addAll(0, List.of("--url", "http://127.0.0.1:" + node.port()));
        }
        return new CommandLine(command)
                .setParameterExceptionHandler(new WrongUsage())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private int run(String... words) {
        return run("", Map.of(), words);
    }

    private List<FakeNode.Request> requests() {
        return node.requests("/publish");
    }

    @Test
    void messageIsSentAndItsIdPrinted() {
        node.reply("/publish", 200, "[{\"id\":\"1-2\"}]");
        assertEquals(
                0,
                run(
                        "",
                        Map.of("SLUICE_TOKEN", "of.the.environment"),
                        "--topic",
                        "chat",
                        "--event",
                        "note",
                        "--key",
                        "k",
                        "a\"b"));
        assertEquals("1-2" + System.lineSeparator(), out.toString());
        assertEquals("", err.toString());
        FakeNode.Request request = requests().get(0);
        assertEquals("POST", request.method());
        assertEquals("Bearer of.the.environment", request.authorization());
        assertEquals("{\"topic\":\"chat\",\"data\":\"a\\\"b\",\"event\":\"note\",\"key\":\"k\"}", request.body());
    }

    @Test
    void linesGetKeysByTheirNumbers() {
        node.reply("/publish", 200, "[{},{}]");
        assertEquals(0, run("a\nb\n", Map.of(), "--queue", "q", "--key", "k", "--token", "t"));
        assertEquals(
                "{\"queue\":\"q\",\"data\":\"a\",\"key\":\"k-1\"}\n{\"queue\":\"q\",\"data\":\"b\",\"key\":\"k-2\"}",
                requests().get(0).body());
        assertEquals("Bearer t", requests().get(0).authorization());
        assertEquals("", out.toString());
    }

    @Test
    void eachRefusedLineIsNamed() {
        node.reply("/publish", 200, "[{},{\"error\":\"It is too long.\",\"status\":413},{}]");
        assertEquals(1, run("a\nb\nc\n", Map.of(), "--queue", "q"));
        assertEquals("Line 2: It is too long." + System.lineSeparator(), err.toString());
    }

    @Test
    void refusedRequestEndsTheCommand() {
        node.reply("/publish", 403, "{\"detail\":\"Publishing is off.\"}");
        assertEquals(1, run("x\n".repeat(1_500), Map.of(), "--queue", "q", "--key", "k"));
        assertEquals(
                List.of(
                        "Lines 1 to 1000: Publishing is off. Nothing was published.",
                        "Stopped after line 1000; what follows was not published."),
                err.toString().lines().toList());
        assertEquals(1, requests().size());
    }

    @Test
    void unavailableIsRepeatedWithTheSameKey() throws Exception {
        node.reply("/publish", 503, "{\"detail\":\"Too many.\"}");
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("--queue", "q", "--key", "k", "a"));
        Await.until("a first request", () -> !requests().isEmpty());
        node.reply("/publish", 200, "[{\"error\":\"Redis is away.\",\"status\":503}]");
        int refused = requests().size();
        Await.until("a refusal of the message", () -> requests().size() > refused + 1);
        node.reply("/publish", 200, "[{}]");
        assertEquals(0, status.get(), err.toString());
        assertEquals("", err.toString());
        assertEquals(
                1, requests().stream().map(FakeNode.Request::body).distinct().count());
    }

    @Test
    void onlyUnavailableLinesAreRepeated() throws Exception {
        node.reply("/publish", 200, "[{\"id\":\"1-0\"},{\"error\":\"Redis is away.\",\"status\":503}]");
        CompletableFuture<Integer> status =
                CompletableFuture.supplyAsync(() -> run("a\nb\n", Map.of(), "--topic", "t", "--key", "k"));
        Await.until("a first request", () -> !requests().isEmpty());
        node.reply("/publish", 200, "[{\"id\":\"2-0\"}]");
        assertEquals(0, status.get(), err.toString());
        assertEquals(List.of("1-0", "2-0"), out.toString().lines().toList());
        assertTrue(requests().get(requests().size() - 1).body().startsWith("{\"topic\":\"t\",\"data\":\"b\""));
    }

    @Test
    void withoutAKeyNothingIsRepeated() {
        node.reply("/publish", 503, "{\"detail\":\"Too many.\"}");
        assertEquals(1, run("--queue", "q", "a"));
        node.reply("/publish", 504, "{}");
        assertEquals(1, run("--queue", "q", "a"));
        String address = "http://127.0.0.1:" + node.port() + "/publish";
        assertEquals(
                List.of(
                        "Too many. Nothing was published.",
                        address + " answered with the status 504. It is not known what was published."),
                err.toString().lines().toList());
        assertEquals(2, requests().size());
    }

    @Test
    void repetitionEndsAfterTheTimeout() throws Exception {
        int free = Ports.free();
        assertEquals(1, run("--url", "http://127.0.0.1:" + free, "--queue", "q", "--key", "k", "--timeout", "3s", "a"));
        assertEquals(
                "The node at http://127.0.0.1:" + free + "/publish cannot be reached; nothing was published."
                        + " Run the command again with the same --key.",
                err.toString().strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | Name either --queue or --topic. Help: publish --help",
                "--queue q --topic t a | Name either --queue or --topic. Help: publish --help",
                "--queue q --url foo a | --url foo is not an address such as http://localhost:8080. Help: publish --help",
                "--queue q --timeout 1 a | --timeout 1 is invalid: it must be a duration such as 500ms, 15s, 2m or 1h. Help: publish --help",
                "--queue q --token \u00FC a | The token has a character that no token has. Help: publish --help",
            })
    void wrongOptionsAreNamed(String words, String said) {
        assertEquals(2, run(words.split(" ")));
        assertEquals(said, err.toString().strip());
        assertEquals(List.of(), requests());
    }
}
