package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the arrows between the packages. */
class ArchitectureTest {
    private static final String BASE = "dev.sluice.";

    /** From each package to those that it uses: exactly these, as docs/architecture.md draws them. */
    private static final Map<String, List<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("channel", List.of()),
            Map.entry("access", List.of("channel")),
            Map.entry("sse", List.of()),
            Map.entry("metrics", List.of()),
            Map.entry("time", List.of()),
            Map.entry("threads", List.of()),
            Map.entry("logging", List.of("time", "threads")),
            Map.entry("config", List.of("access", "access.token", "channel", "logging")),
            Map.entry("store", List.of()),
            Map.entry("store.queue", List.of("store")),
            Map.entry("store.topic", List.of("store", "channel")),
            Map.entry("store.publish", List.of("store", "channel")),
            Map.entry("store.registry", List.of()),
            Map.entry("store.expiry", List.of("store", "store.queue", "channel")),
            Map.entry("registry", List.of("store", "store.registry", "time")),
            Map.entry("delivery.browser", List.of("store", "store.topic", "channel", "sse")),
            Map.entry("delivery.node", List.of("time", "store")),
            Map.entry("delivery.claim", List.of("delivery.browser", "store", "store.queue", "channel")),
            Map.entry(
                    "delivery.queue",
                    List.of(
                            "delivery.claim",
                            "delivery.node",
                            "delivery.browser",
                            "time",
                            "store",
                            "store.queue",
                            "channel",
                            "sse")),
            Map.entry("delivery.topic", List.of("delivery.browser", "time", "store", "store.topic", "channel", "sse")),
            Map.entry(
                    "delivery",
                    List.of(
                            "delivery.queue",
                            "delivery.topic",
                            "delivery.browser",
                            "time",
                            "store",
                            "store.queue",
                            "store.topic")),
            Map.entry("redis.link", List.of("store", "config", "time", "threads")),
            Map.entry("redis.topology", List.of("redis.link", "config", "time", "threads")),
            Map.entry(
                    "redis.script",
                    List.of(
                            "redis.link",
                            "store",
                            "store.publish",
                            "store.expiry",
                            "store.queue",
                            "store.registry",
                            "store.topic",
                            "channel")),
            Map.entry(
                    "redis.expiry", List.of("redis", "redis.link", "redis.script", "store", "store.expiry", "channel")),
            Map.entry(
                    "redis.pubsub", List.of("redis", "redis.link", "redis.topology", "store.topic", "time", "threads")),
            Map.entry(
                    "redis",
                    List.of(
                            "redis.link",
                            "redis.topology",
                            "redis.script",
                            "store",
                            "store.publish",
                            "store.queue",
                            "store.registry",
                            "store.topic",
                            "channel",
                            "config",
                            "metrics",
                            "time",
                            "threads")),
            Map.entry("access.client", List.of("threads")),
            Map.entry("access.token", List.of("access", "access.client", "time", "threads")),
            Map.entry("access.revocation", List.of("access", "store", "time", "threads")),
            Map.entry("connection", List.of("sse", "time", "threads")),
            Map.entry("http.answer", List.of("connection", "store", "time", "threads")),
            Map.entry("http.request", List.of("channel", "config", "http.answer", "sse", "store", "store.registry")),
            Map.entry("http.access", List.of("access", "config", "http.answer")),
            Map.entry("http.health", List.of("channel", "config", "http.answer")),
            Map.entry(
                    "http.presence",
                    List.of(
                            "access",
                            "http.access",
                            "http.answer",
                            "http.request",
                            "http.streams",
                            "channel",
                            "config",
                            "connection",
                            "metrics",
                            "registry",
                            "sse",
                            "store",
                            "store.registry",
                            "store.topic",
                            "threads",
                            "time")),
            Map.entry(
                    "http.limits",
                    List.of("access", "http.access", "http.answer", "config", "connection", "metrics", "time")),
            Map.entry("http.streams", List.of("access", "connection", "sse", "threads")),
            Map.entry(
                    "http.directory",
                    List.of(
                            "access",
                            "http.access",
                            "http.answer",
                            "http.limits",
                            "http.request",
                            "http.streams",
                            "store.registry",
                            "store.topic",
                            "config",
                            "metrics",
                            "sse")),
            Map.entry(
                    "http.publish",
                    List.of(
                            "access",
                            "http.access",
                            "http.answer",
                            "http.request",
                            "store",
                            "store.publish",
                            "channel",
                            "config",
                            "sse")),
            Map.entry(
                    "http",
                    List.of(
                            "access",
                            "http.access",
                            "http.answer",
                            "http.publish",
                            "http.limits",
                            "http.request",
                            "http.streams",
                            "http.directory",
                            "http.presence",
                            "http.health",
                            "connection",
                            "delivery",
                            "delivery.browser",
                            "store",
                            "store.publish",
                            "store.registry",
                            "store.topic",
                            "channel",
                            "config",
                            "metrics",
                            "sse",
                            "time")),
            Map.entry(
                    "app",
                    List.of(
                            "app.expiry",
                            "app.figures",
                            "access",
                            "access.token",
                            "access.application",
                            "access.revocation",
                            "http.streams",
                            "http.directory",
                            "http.presence",
                            "http.health",
                            "http",
                            "http.answer",
                            "http.limits",
                            "connection",
                            "delivery",
                            "delivery.browser",
                            "delivery.queue",
                            "time",
                            "delivery.topic",
                            "redis",
                            "redis.expiry",
                            "redis.pubsub",
                            "redis.script",
                            "store",
                            "store.publish",
                            "store.expiry",
                            "store.queue",
                            "store.registry",
                            "registry",
                            "store.topic",
                            "channel",
                            "config",
                            "metrics",
                            "threads")),
            Map.entry("app.expiry", List.of("channel", "config", "store", "store.expiry", "time", "threads")),
            Map.entry(
                    "app.figures", List.of("channel", "config", "metrics", "redis", "store", "store.registry", "time")),
            Map.entry("servlet", List.of("app", "http", "connection", "config", "logging", "threads")),
            Map.entry("jetty", List.of("servlet", "http.answer", "connection", "config", "time")),
            Map.entry("access.application", List.of("access", "access.client", "channel", "time", "threads")),
            Map.entry("bench.client", List.of()),
            Map.entry("bench.producer", List.of("bench.client")),
            Map.entry("bench", List.of("bench.client", "bench.producer")),
            Map.entry("standalone.embedded", List.of("config", "threads")),
            Map.entry("standalone.publish", List.of("access.client", "config", "threads", "time")),
            Map.entry("bridge.source", List.of()),
            Map.entry("bridge.config", List.of("config")),
            Map.entry("bridge.kafka", List.of("bridge.config", "bridge.source")),
            Map.entry("bridge.rabbitmq", List.of("bridge.config", "bridge.source", "threads")),
            Map.entry("bridge.jms", List.of("bridge.config", "bridge.source")),
            Map.entry(
                    "bridge.target",
                    List.of("access", "bridge.config", "bridge.source", "channel", "config", "sse", "store.publish")),
            Map.entry(
                    "bridge",
                    List.of(
                            "bridge.config",
                            "bridge.jms",
                            "bridge.kafka",
                            "bridge.rabbitmq",
                            "bridge.source",
                            "bridge.target",
                            "channel",
                            "config",
                            "logging",
                            "metrics",
                            "redis",
                            "redis.script",
                            "store",
                            "store.publish",
                            "threads",
                            "time")),
            Map.entry(
                    "standalone",
                    List.of(
                            "access",
                            "access.token",
                            "app",
                            "jetty",
                            "servlet",
                            "standalone.embedded",
                            "standalone.publish",
                            "redis",
                            "redis.script",
                            "bench",
                            "channel",
                            "config",
                            "logging",
                            "threads"))));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluice");

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packagesUseExactlyWhatTheirArrowsShow(String name) {
        Set<String> used = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(BASE + name))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getPackageName())
                .filter(target -> target.startsWith(BASE) && !target.equals(BASE + name))
                .map(target -> target.substring(BASE.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ARROWS.get(name)), used);
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> packages = CLASSES.stream()
                .map(type -> type.getPackageName().substring(BASE.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(ARROWS.keySet(), packages);
    }

    @Test
    void packagesHaveAtMost25Files() {
        Map<String, Long> large = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        type -> type.getPackageName().substring(BASE.length()), TreeMap::new, Collectors.counting()));
        large.values().removeIf(count -> count <= 25);
        assertEquals(Map.of(), large);
    }

    @Test
    void thereAreNoCircles() {
        slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thereAreNoCirclesOfClasses() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith("dev.sluice")
                                ? SliceIdentifier.of(type.getName().split("\\$")[0])
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "classes";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @ParameterizedTest(name = "{0} is used by {1} only")
    @CsvSource({
        "redis.clients.., redis bench",
        "org.eclipse.jetty.., jetty",
        "redis.embedded.., standalone.embedded",
        "org.apache.kafka.., bridge.kafka",
        "com.rabbitmq.., bridge.rabbitmq",
        "jakarta.jms.., bridge.jms",
        "org.apache.activemq.., bridge.jms",
        "tools.jackson.., access.application access.token bridge config http logging redis sse standalone",
        "picocli.., bridge standalone",
        "ch.qos.logback.., logging",
        "jakarta.servlet.., http connection servlet jetty",
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
    @DisplayName(
            "The format, the delivery, the registry and the decision on access do no input or output, start no thread")
    void formatDeliveryRegistryAndDecisionDoNoIo() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        inside("sse"),
                        inside("channel"),
                        inside("store"),
                        inside("delivery"),
                        inside("registry"),
                        BASE + "access")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io..", "java.nio.channels..", "java.nio.file..", "java.net..")
                                .or(assignableTo(Thread.class))
                                .or(assignableTo(Executor.class)))
                .check(CLASSES);
    }

    @Test
    void threadsComeFromOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("threads"), inside("bench"))
                .should()
                .callConstructorWhere(
                        describe("makes a thread, or a pool without a factory", ArchitectureTest::makesThread))
                .orShould()
                .dependOnClassesThat(assignableTo(Executors.class).or(assignableTo(Timer.class)))
                .check(CLASSES);
    }

    private static boolean makesThread(JavaConstructorCall call) {
        JavaClass made = call.getTargetOwner();
        return made.isAssignableTo(Thread.class)
                || made.isAssignableTo(ThreadPoolExecutor.class)
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.isEquivalentTo(ThreadFactory.class));
    }

    /** Else a test could not let it pass. The time of day comes from an InstantSource. */
    @Test
    void theTimeComesFromATicker() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("time"), inside("bench"))
                .should()
                .accessTargetWhere(describe("asks the system", ArchitectureTest::asksForTheTime))
                .check(CLASSES);
    }

    private static boolean asksForTheTime(JavaAccess<?> access) {
        return List.of("System.nanoTime", "System.currentTimeMillis", "Instant.now")
                .contains(called(access));
    }

    /** The programs make the clock; all other code is given it. */
    @Test
    @DisplayName("Bounds are called MAX, defaults DEFAULT, and times after which nothing is waited for TIMEOUT")
    void constantsOfOneKindHaveOneWord() {
        noFields()
                .should()
                .haveNameMatching("(MOST|LONGEST|USUAL|.*PATIENCE).*")
                .check(CLASSES);
    }

    @Test
    void timeOfDayIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "app", BASE + "bridge", BASE + "standalone", inside("bench"))
                .should()
                .accessTargetWhere(describe("makes a clock of the system", ArchitectureTest::makesClock))
                .check(CLASSES);
    }

    private static boolean makesClock(JavaAccess<?> access) {
        return called(access).equals("InstantSource.system") || called(access).startsWith("Clock.system");
    }

    private static String called(JavaAccess<?> access) {
        return access.getTargetOwner().getSimpleName() + "." + access.getName();
    }

    private static String inside(String name) {
        return BASE + name + "..";
    }
}
