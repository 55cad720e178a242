package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What streams cost on which nothing comes.
 *
 * @param queue the queue, or the start of the queues' names
 * @param connections how many streams
 * @param ownQueues whether each takes from a queue of its own
 * @param seconds for how long they are watched
 */
public record IdleBench(String queue, int connections, boolean ownQueues, int seconds) {
    /** Until what comes with opening is over. */
    private static final long CALM_MILLIS = 4_000;

    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        MemoryUse memory = new MemoryUse(target);
        try (LoadClient client = LoadClient.open(
                target.server(), connections, i -> target.stream("queue=" + queue + (ownQueues ? i : "")), i ->
                        (bytes, from, to, readNanos) -> {})) {
            Thread.sleep(CALM_MILLIS);
            Optional<Duration> cpu = target.cpu();
            Optional<RedisCommands> commands = target.redisCommands();
            Thread.sleep(seconds * 1_000L);
            Optional<RedisCommands> commandsAfter = target.redisCommands();
            Report report = new Report("idle, " + connections + (ownQueues ? " queues" : " connections on one queue"));
            commands.ifPresent(before -> report.add(
                    "Redis commands/s",
                    (double) commandsAfter.orElse(before).since(before).sum() / seconds));
            cpu.ifPresent(
                    before -> report.add("server CPU, % of a core", target.cpuMicrosSince(before) / 1e4 / seconds));
            return report.add("resident KiB/connection", memory.growthPer(connections))
                    .add("streams cut", client.cut());
        }
    }
}
