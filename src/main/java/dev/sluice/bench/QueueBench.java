package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.producer.Producer;
import dev.sluice.bench.producer.Publisher;
import dev.sluice.bench.producer.RedisCommands;
import dev.sluice.bench.producer.RedisLoad;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * Messages per second from LPUSH to receipt, with producer, Redis, server and receivers on one machine.
 *
 * @param queue the queue, which is emptied
 * @param connections the number of browsers that take from it
 * @param messages the number of messages that count; a quarter of it goes before, to warm up
 * @param bytes each message's length
 */
public record QueueBench(String queue, int connections, int messages, int bytes) {
    private static final int MAX_UNDER_WAY = 20_000;
    private static final String ROUND_TRIPS = "sluice_redis_round_trips_total";

    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        target.clear(queue);
        try {
            return measure(target);
        } finally {
            target.clear(queue); // nobody else is to get the messages left
        }
    }

    private Report measure(Target target) throws IOException, InterruptedException {
        Receipts receipts = new Receipts(0);
        String path = target.stream("queue=" + queue);
        try (Publisher publisher = RedisLoad.toQueue(target.requireRedis(), queue);
                LoadClient clients = LoadClient.open(target.servers(), connections, i -> path, i -> receipts)) {
            Producer producer = new Producer(publisher, bytes);
            int warmUp = messages / 4;
            producer.saturate(0, n -> n < warmUp, receipts::count, MAX_UNDER_WAY);
            receipts.await(warmUp);
            clients.requireStreams();
            receipts.restart(warmUp);
            CpuUse cpu = new CpuUse(target, clients);
            RedisCommands commands = target.redisCommands().orElseThrow();
            OptionalDouble trips = target.metric(ROUND_TRIPS);
            long begin = System.nanoTime();
            producer.saturate(warmUp, n -> n < warmUp + messages, () -> warmUp + receipts.count(), MAX_UNDER_WAY);
            receipts.await(messages);
            clients.requireStreams();
            double seconds = (receipts.lastNanos() - begin) / 1e9;
            Report report = new Report("queue, " + connections + " connections, " + bytes + " bytes")
                    .add("messages", messages)
                    .add("lost", messages - receipts.count())
                    .add("duplicates", receipts.duplicates())
                    .add("messages/s", receipts.count() / seconds);
            cpu.report(report, "message", messages);
            RedisCommands spent = target.redisCommands().orElseThrow().since(commands);
            report.add("Redis commands/message", (double) spent.sum() / messages);
            if (trips.isPresent()) {
                report.add(
                        "Redis round trips/message",
                        (target.metric(ROUND_TRIPS).getAsDouble() - trips.getAsDouble()) / messages);
            }
            Latencies.add(report, receipts.latencyMicros());
            Receipts.awaitSettled();
            return report.add("streams cut", clients.cut());
        }
    }
}
