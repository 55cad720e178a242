package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Messages per second from LPUSH to receipt, with producer, Redis, server and receivers on one machine.
 *
 * @param queue the queue, which is emptied
 * @param connections how many browsers take from it
 * @param messages how many messages are counted; a quarter of it goes before, to warm up
 * @param bytes the length of each
 */
public record QueueBench(String queue, int connections, int messages, int bytes) {
    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        round(target, messages / 4);
        return round(target, messages);
    }

    private Report round(Target target, int count) throws IOException, InterruptedException {
        try (RedisProbe redis = new RedisProbe(target.redis())) {
            redis.delete(queue);
            Receipts receipts = new Receipts(0);
            try (LoadClient clients =
                    LoadClient.open(target.server(), connections, i -> "/sse?queue=" + queue, i -> receipts)) {
                Duration cpu = target.cpu();
                double redisCpu = redis.cpuSeconds();
                long commands = redis.commands();
                double trips = target.metric("sluice_redis_round_trips_total");
                long begin = System.nanoTime();
                new Producer(redis, queue, bytes).saturate(count, receipts);
                receipts.await(count);
                double seconds = (receipts.lastNanos() - begin) / 1e9;
                Report report = new Report("queue, " + connections + " connections, " + bytes + " bytes")
                        .add("messages", count)
                        .add("lost", count - receipts.count())
                        .add("duplicates", receipts.duplicates())
                        .add("messages/s", receipts.count() / seconds)
                        .add("server CPU, us/message", target.cpu().minus(cpu).toNanos() / 1e3 / count)
                        .add("Redis CPU, us/message", (redis.cpuSeconds() - redisCpu) * 1e6 / count)
                        .add("Redis commands/message", (double) (redis.commands() - commands) / count)
                        .add(
                                "Redis round trips/message",
                                (target.metric("sluice_redis_round_trips_total") - trips) / count);
                Latencies.add(report, receipts.latencyMicros());
                Receipts.awaitSettled();
                return report.add("streams cut", clients.cut());
            }
        }
    }
}
