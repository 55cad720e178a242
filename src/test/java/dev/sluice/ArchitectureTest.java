package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the arrows between the packages. */
class ArchitectureTest {
    private static final List<String> LEAVES = List.of("channel", "config", "metrics", "logging");

    /** From each package to those that it may use, besides the leaves. */
    private static final Map<String, List<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("sse", List.of()),
            Map.entry("channel", List.of()),
            Map.entry("config", List.of("channel")),
            Map.entry("metrics", List.of()),
            Map.entry("logging", List.of()),
            Map.entry("delivery", List.of("sse")),
            Map.entry("connection", List.of("sse")),
            Map.entry("redis", List.of("delivery")),
            Map.entry("http", List.of("connection", "delivery", "sse")),
            Map.entry("app", List.of("http", "connection", "delivery", "redis")),
            Map.entry("servlet", List.of("app", "connection", "redis", "http")),
            Map.entry("bench", List.of()),
            Map.entry("standalone", List.of("servlet", "app", "http", "connection", "redis", "bench"))));

    /** These use no leaf either. */
    private static final List<String> ALONE = List.of("sse", "channel", "config", "metrics", "logging");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluice");

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyThoseThatItsArrowsPointTo(String name) {
        Stream<String> leaves = ALONE.contains(name) ? Stream.empty() : LEAVES.stream();
        String[] allowed = Stream.of(Stream.of(name), ARROWS.get(name).stream(), leaves)
                .flatMap(names -> names)
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(inside(name))
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("dev.sluice..")).or(resideInAnyPackage(allowed)))
                .check(CLASSES);
    }

    @Test
    void everyClassLiesInAPackageThatHasItsArrows() {
        classes()
                .should()
                .resideInAnyPackage(packages().map(ArchitectureTest::inside).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("dev.sluice.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest(name = "{0} is used by {1} only")
    @CsvSource({
        "redis.clients.., redis bench",
        "org.eclipse.jetty.., standalone",
        "redis.embedded.., standalone",
        "tools.jackson.., config http redis sse standalone",
        "picocli.., standalone",
        "ch.qos.logback.., logging",
        "jakarta.servlet.., http connection servlet standalone",
    })
    void aLibraryIsUsedOnlyWhereItBelongs(String library, String users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(Stream.of(users.split(" "))
                        .map(ArchitectureTest::inside)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void theFormatAndTheDeliveryDoNoInputOrOutputAndStartNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(inside("sse"), inside("delivery"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io..", "java.nio.channels..", "java.nio.file..", "java.net..")
                                .or(assignableTo(Thread.class))
                                .or(assignableTo(Executor.class)))
                .check(CLASSES);
    }

    private static String inside(String name) {
        return "dev.sluice." + name + "..";
    }
}
