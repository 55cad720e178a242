package dev.sluice.testing.broker;

import dev.sluice.testing.Programs;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.TempFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The process of a broker that is written in Java, with the class path of the tests. */
final class JavaBroker {
    private final Path folder = TempFiles.folder("sluice-broker");
    private final Class<?> main;
    private final int port;
    private ServerProcess process;

    JavaBroker(Class<?> main, int port) throws Exception {
        this.main = main;
        this.port = port;
    }

    Path folder() {
        return folder;
    }

    void start(String... arguments) throws Exception {
        // A class path of 200 jars is too long for some who print command lines.
        Path options =
                Files.writeString(folder.resolve("options"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
        List<String> command = Stream.concat(
                        Stream.of(
                                Programs.java(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx512m",
                                "-Dlogback.configurationFile=" + quiet(),
                                "@" + options,
                                main.getName()),
                        Stream.of(arguments))
                .collect(Collectors.toList());
        process = ServerProcess.start(command, folder, Map.of()).awaitPort(port);
    }

    private Path quiet() throws Exception {
        return Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="console"/></root>
                </configuration>
                """);
    }

    void kill() throws Exception {
        process.kill();
    }

    void close() {
        process.close();
    }
}
