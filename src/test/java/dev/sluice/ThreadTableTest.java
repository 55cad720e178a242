package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.Sluice;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of threads in docs/architecture.md is that of the code. */
class ThreadTableTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(sluice-[a-z-]+)` \\|", Pattern.MULTILINE);

    /** Clients of Redis have such names, too. */
    private static final Pattern IN_CODE = Pattern.compile("(?<!clientName\\()\"(sluice-[a-z]+(?:-[a-z]+)*)\"");

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> table() {
        return find(ROW, read(Project.folder().resolve("docs/architecture.md")));
    }

    @Test
    void everyThreadOfTheCodeHasItsRow() throws Exception {
        try (Stream<Path> files = Files.walk(Project.folder().resolve("src/main/java"))) {
            String code = files.filter(file -> file.toString().endsWith(".java"))
                    .map(ThreadTableTest::read)
                    .collect(Collectors.joining());
            assertEquals(find(IN_CODE, code), table());
        }
    }

    /** Without that of the log, which is not the node's. */
    private static Set<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sluice-")
                        && !thread.getName().equals("sluice-log"))
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Set<Thread> threads) {
        return threads.stream().map(Thread::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("A node starts no thread until it is started, and leaves none behind")
    void nodeStartsThreadsLateAndLeavesNone() {
        Settings settings = new SettingsLoader(
                        Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:1"), new Properties(), Map.of())
                .load();
        Set<Thread> before = running();
        Set<Thread> made;
        Set<Thread> started;
        try (Sluice node = new Sluice(settings, settings.redisUrl().orElseThrow(), OptionalInt.empty(), () -> {})) {
            made = running();
            node.start();
            started = running();
        }
        Set<Thread> after = running();
        made.removeAll(before);
        assertEquals(Set.of(), made);
        started.removeAll(before);
        assertTrue(names(started).contains("sluice-delivery"), started.toString());
        assertTrue(table().containsAll(names(started)), started.toString());
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }
}
