package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.producer.Publisher;
import dev.sluice.bench.producer.RedisLoad;
import java.io.IOException;

/**
 * Time from LPUSH to receipt at a rate that leaves everything mostly idle, compared with a bare loop of BRPOP and send.
 *
 * @param queue the queue, which is emptied
 * @param connections the number of browsers that take from it
 * @param perSecond the rate
 * @param seconds the duration
 * @param bytes the length of each message
 */
public record LatencyBench(String queue, int connections, int perSecond, int seconds, int bytes) {
    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        try (ChildProcess loop = ChildProcess.start(
                "brpop-loop", "--redis-url", target.requireRedis().toString(), "--queue", queue + ":bare")) {
            Target bare = Target.sluice(loop.address(), target.requireRedis(), loop.pid());
            Report floor = measure(bare, queue + ":bare");
            Report own = measure(target, queue);
            return new Report("latency, " + perSecond + " messages/s to " + connections + " connections")
                    .addAll("", own)
                    .addAll("bare BRPOP: ", floor)
                    .add("ratio of p50", own.number("latency p50, ms") / floor.number("latency p50, ms"))
                    .add("ratio of p99", own.number("latency p99, ms") / floor.number("latency p99, ms"));
        }
    }

    private Report measure(Target server, String key) throws IOException, InterruptedException {
        server.clear(key);
        PacedMessages messages = new PacedMessages(perSecond, seconds, bytes);
        String path = server.stream("queue=" + key);
        try (Publisher publisher = RedisLoad.toQueue(server.requireRedis(), key);
                LoadClient clients =
                        LoadClient.open(server.servers(), connections, i -> path, i -> messages.receipts())) {
            Report report = new Report("");
            messages.send(publisher, report);
            Receipts.awaitSettled();
            return report.add("streams cut", clients.cut());
        }
    }
}
