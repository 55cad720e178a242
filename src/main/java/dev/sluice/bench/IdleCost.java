package dev.sluice.bench;

import dev.sluice.bench.producer.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The cost of open, idle streams. */
final class IdleCost {
    /** The time until the effects of opening or closing are over. */
    static final long CALM_MILLIS = 4_000;

    private final Target target;
    private final int seconds;
    private final MemoryUse memory;

    /** Must be made before the streams are opened. */
    IdleCost(Target target, int seconds) throws IOException {
        this.target = target;
        this.seconds = seconds;
        this.memory = new MemoryUse(target);
    }

    /** Watches this many streams. */
    void report(Report report, int streams) throws IOException, InterruptedException {
        Thread.sleep(CALM_MILLIS);
        Optional<Duration> cpu = target.cpu();
        Optional<RedisCommands> commands = target.redisCommands();
        Thread.sleep(seconds * 1_000L);
        Optional<RedisCommands> commandsAfter = target.redisCommands();
        commands.ifPresent(before -> report.add(
                "Redis commands/s",
                (double) commandsAfter.orElse(before).since(before).sum() / seconds));
        cpu.ifPresent(before -> report.add("server CPU, % of a core", target.cpuMicrosSince(before) / 1e4 / seconds));
        report.add("resident KiB/connection", memory.growthPer(streams));
    }
}
