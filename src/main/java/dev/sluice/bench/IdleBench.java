package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;

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
        try (RedisProbe redis = new RedisProbe(target.redis())) {
            long resident = target.residentKilobytes();
            try (LoadClient clients = LoadClient.open(
                    target.server(), connections, i -> "/sse?queue=" + queue + (ownQueues ? i : ""), i ->
                            (bytes, from, to) -> {})) {
                Thread.sleep(CALM_MILLIS);
                Duration cpu = target.cpu();
                long commands = redis.commands();
                Thread.sleep(seconds * 1_000L);
                // Not counted: the INFO of this bench itself.
                long spent = redis.commands() - commands - 1;
                return new Report("idle, " + connections + (ownQueues ? " queues" : " connections on one queue"))
                        .add("Redis commands/s", (double) spent / seconds)
                        .add("server CPU, % of a core", target.cpu().minus(cpu).toNanos() / 1e7 / seconds)
                        .add("resident KiB/connection", (double) (target.residentKilobytes() - resident) / connections)
                        .add("streams cut", clients.cut());
            }
        }
    }
}
