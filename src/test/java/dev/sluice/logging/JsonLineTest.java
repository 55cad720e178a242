package dev.sluice.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console of {@code logback.xml}, set to JSON. */
class JsonLineTest {
    private final LoggerContext loggers = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private Logger log;

    @BeforeEach
    void configure() throws Exception {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        loggers.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(loggers);
        configurator.doConfigure(LogConsole.class.getResource("/logback.xml"));
        LogConsole console =
                (LogConsole) loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        assertFalse(console.isJson());
        console.writeJson();
        assertTrue(console.isJson());
        log = loggers.getLogger("dev.sluice.Some");
    }

    @AfterEach
    void restore() {
        loggers.stop();
        System.setErr(before);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private List<JsonNode> lines() {
        assertTrue(text().endsWith("}\n"), text());
        return text().lines().map(JsonMapper.shared()::readTree).toList();
    }

    @Test
    void lineHasTheNamedFieldsInOrder() {
        log.warn("Bad \"{}\"", "é");
        JsonNode line = lines().get(0);
        assertEquals(
                List.of("time", "level", "logger", "thread", "message"),
                line.propertyNames().stream().toList());
        assertEquals("WARN", line.path("level").asString());
        assertEquals("dev.sluice.Some", line.path("logger").asString());
        assertEquals(Thread.currentThread().getName(), line.path("thread").asString());
        assertEquals("Bad \"é\"", line.path("message").asString());
        String time = line.path("time").asString();
        assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"), time);
        Duration age = Duration.between(Instant.parse(time), Instant.now());
        assertTrue(age.abs().compareTo(Duration.ofHours(1)) < 0, "another time zone: " + time);
    }

    @Test
    void textsAreThoseOfTheTextFormat() {
        String hostile = "\u001B[2J\u009B31m\u0085\u007F\0\n{\"level\": \"ERROR\"} \\ \uD800";
        log.warn("Bad {}", hostile);
        assertEquals(
                LogLine.of("Bad " + hostile), lines().get(0).path("message").asString());
        assertEquals(1, text().lines().count());
        assertTrue(text().strip().chars().noneMatch(Character::isISOControl), text());
    }

    @Test
    void longMessagesAndStackTracesAreCut() {
        log.error("x".repeat(100_000), new IllegalStateException("y".repeat(100_000), new Error("z".repeat(9_000))));
        JsonNode line = lines().get(0);
        for (String field : List.of("message", "exception")) {
            assertTrue(line.path(field).asString().endsWith("... (cut)"), field);
        }
        assertTrue(text().length() < 16 * 1024, text().length() + " characters");
    }

    @Test
    void stackTraceIsOnePrintableField() {
        log.error("It failed", new IllegalStateException("a\n2026-11-28 \u009B", new Error("b\rc")));
        String exception = lines().get(0).path("exception").asString();
        assertTrue(exception.startsWith("java.lang.IllegalStateException: a\n2026-11-28 \\u{9b}\nat "), exception);
        assertTrue(exception.contains("\nCaused by: java.lang.Error: b\nc\n"), exception);
        assertTrue(exception.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), exception);
    }

    @Test
    void repeatedLinesAreCountedHereToo() {
        for (int i = 0; i < 100; i++) {
            log.warn("wrong {}", i);
        }
        loggers.stop();
        List<JsonNode> lines = lines();
        assertEquals(11, lines.size());
        assertEquals(
                "90 more lines like this in the last minute were left out: wrong {}",
                lines.get(10).path("message").asString());
    }
}
