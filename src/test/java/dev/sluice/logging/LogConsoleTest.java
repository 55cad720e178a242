package dev.sluice.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.EchoEncoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The console as {@code logback.xml} sets it up, and the telling of counts by a clock of the test's own. */
class LogConsoleTest {
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
        log = loggers.getLogger("dev.sluice.Some");
    }

    @AfterEach
    void restore() {
        loggers.stop();
        System.setErr(before);
    }

    /** What was written, without the times, and without what others of this JVM log meanwhile. */
    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^[-0-9T:.+Z]+ ", ""))
                .filter(line -> !line.matches("[A-Z]+ +(?!Some:)[A-Za-z]+: .*"))
                .toList();
    }

    @Test
    void writesFewLinesAndTheCountOfOthers() {
        for (int i = 0; i < 10_000; i++) {
            log.warn("wrong {}", i);
        }
        log.info("once");
        loggers.stop();
        List<String> lines = lines();
        assertEquals(12, lines.size());
        assertEquals("WARN  Some: wrong 9", lines.get(9));
        assertEquals("INFO  Some: once", lines.get(10));
        assertEquals("WARN  Some: 9990 more lines like this in the last minute were left out: wrong {}", lines.get(11));
    }

    @Test
    void controlCharactersForgeNoLine() {
        log.warn("Bad {}", "\u001B[2J\u009B31m\u0085\u007F\0\n2026-11-28 INFO  forged");
        assertEquals(
                List.of("WARN  Some: Bad \\u{1b}[2J\\u{9b}31m\\u{85}\\u{7f}\\u{0}\\n2026-11-28 INFO  forged"), lines());
    }

    @Test
    void aLongLineIsCut() {
        log.warn("Bad {}", "\u009B".repeat(8_000));
        log.warn("Bad {}", "x".repeat(100_000));
        lines().forEach(line -> assertTrue(line.length() < LogLine.MAX_CHARACTERS + 50, line));
        lines().forEach(line -> assertTrue(line.endsWith("... (cut)"), line));
    }

    @Test
    void whatAnExceptionSaysIsIndentedAndPrintable() {
        log.error("It failed", new IllegalStateException("a\n2026-11-28 INFO  forged \u009B", new Error("b\rc")));
        assertEquals("ERROR Some: It failed", lines().get(0));
        assertEquals("\tjava.lang.IllegalStateException: a", lines().get(1));
        assertEquals("\t2026-11-28 INFO  forged \\u{9b}", lines().get(2));
        assertTrue(lines().stream().skip(1).allMatch(line -> line.startsWith("\t")), lines().toString());
    }

    @Test
    @DisplayName("The count comes a minute after the first line, even if nothing else is logged")
    void countComesEvenIfNothingElseIsLogged() throws Exception {
        long[] now = {0};
        List<Runnable> later = new ArrayList<>();
        List<Long> delays = new ArrayList<>();
        ScheduledThreadPoolExecutor counts = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                later.add(task);
                delays.add(unit.toNanos(delay));
                return null;
            }
        };
        LogConsole console = new LogConsole(() -> now[0], counts);
        EchoEncoder<ILoggingEvent> encoder = new EchoEncoder<>();
        encoder.setContext(loggers);
        encoder.start();
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.setContext(loggers);
        console.start();
        log.setAdditive(false);
        log.addAppender(console);
        for (int i = 0; i < RepeatLimit.LINES + 27; i++) {
            log.warn("wrong {}", i);
        }
        assertEquals(List.of(RepeatLimit.WINDOW.toNanos()), delays, "told once");
        now[0] += delays.get(0);
        later.get(0).run();
        assertTrue(
                lines().get(RepeatLimit.LINES)
                        .endsWith("27 more lines like this in the last minute were left out: wrong {}"),
                lines().toString());
        console.stop();
        assertTrue(counts.isShutdown());
    }

    private static Set<Thread> logThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sluice-log"))
                .collect(Collectors.toSet());
    }

    @Test
    void daemonThreadEndsWithTheLog() throws Exception {
        Set<Thread> ofOthers = logThreads();
        for (int i = 0; i < RepeatLimit.LINES + 1; i++) {
            log.warn("wrong");
        }
        List<Thread> threads = logThreads().stream()
                .filter(thread -> !ofOthers.contains(thread))
                .toList();
        assertEquals(1, threads.size());
        assertTrue(threads.get(0).isDaemon());
        loggers.stop();
        threads.get(0).join(10_000);
        assertFalse(threads.get(0).isAlive());
    }
}
