package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The PHP example of the README, run by a real PHP with phpredis. */
public final class Php {
    private final ServerProcess process;

    private Php(ServerProcess process) {
        this.process = process;
    }

    /** Pushes the numbers from 1 to {@code count}, one after the other. */
    public static Php pushNumbers(RedisProcess redis, String queue, int count) throws IOException {
        Path numbers = TempFiles.file("numbers", ".txt");
        Files.writeString(
                numbers,
                IntStream.rangeClosed(1, count).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
        return run(redis, List.of("sh", "-c", "cat " + numbers + " | php " + script() + " " + queue));
    }

    /** Pushes these messages. */
    public static Php push(RedisProcess redis, String queue, String... messages) throws IOException {
        List<String> command = new ArrayList<>(List.of("php", script(), queue));
        command.addAll(List.of(messages));
        return run(redis, command);
    }

    private static Php run(RedisProcess redis, List<String> command) throws IOException {
        Programs.require("php");
        Path folder = TempFiles.folder("sluice-php");
        return new Php(ServerProcess.start(command, folder, Map.of("REDIS_PORT", String.valueOf(redis.port()))));
    }

    private static String script() {
        return Project.folder().resolve("docs/examples/push.php").toString();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public void awaitSuccess() throws Exception {
        if (process.exitValue() != 0) {
            throw new AssertionError("PHP failed: " + process.output());
        }
    }
}
