package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests and classes that the documents name exist. */
class DocumentedTestsTest {
    /** A test class, and perhaps a method of it; words such as WAIT are none. */
    private static final Pattern TEST = Pattern.compile("\\b([A-Z]\\w*[a-z0-9](?:Test|IT))\\b(?:\\.(\\w+))?");

    /** A class in code style, perhaps behind its package, and perhaps a member of it. */
    private static final Pattern CLASS = Pattern.compile("`(?:[a-z]+\\.)*([A-Z][a-z]\\w*)(?:\\.(\\w+))?(?:\\(\\))?`");

    /** Classes of browsers, containers and libraries. */
    private static final Set<String> FOREIGN =
            Set.of("Connection", "EventSource", "InstantSource", "RedisServer", "ServletContextListener");

    private static List<Path> documents() throws Exception {
        Path folder = Project.folder();
        try (Stream<Path> docs = Files.list(folder.resolve("docs"))) {
            return Stream.concat(Stream.of(folder.resolve("CONTRIBUTING.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** The sources of the classes in these folders, by simple name; those of one name together. */
    private static Map<String, String> sources(String... folders) throws Exception {
        Map<String, String> sources = new HashMap<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Project.folder().resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    /**
     * What a document names and the sources do not have.
     *
     * @param before what stands in a source before the name of a member
     * @param after and what behind it
     */
    private static Set<String> missing(
            Path document, Pattern named, Map<String, String> sources, String before, String after) throws Exception {
        Set<String> missing = new TreeSet<>();
        Matcher names = named.matcher(Files.readString(document));
        while (names.find()) {
            String source = sources.getOrDefault(names.group(1), "");
            String declared = names.group(2) == null ? names.group(1) : before + names.group(2) + after;
            boolean exists = Pattern.compile(declared).matcher(source).find();
            if (!exists && !FOREIGN.contains(names.group(1))) {
                missing.add(names.group());
            }
        }
        return missing;
    }

    @Test
    void testsThatAreNamedExist() throws Exception {
        Map<String, String> tests = sources("src/test/java");
        for (Path document : documents()) {
            assertEquals(Set.of(), missing(document, TEST, tests, " ", "(?:\\(| =)"), document.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "docs/where-changes-go.md", "CONTRIBUTING.md"})
    void classesThatAreNamedExist(String document) throws Exception {
        Map<String, String> classes = sources("src/main/java", "src/test/java");
        assertEquals(Set.of(), missing(Project.folder().resolve(document), CLASS, classes, "\\b", "\\b"));
    }
}
