package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.producer.Publisher;
import dev.sluice.bench.producer.RedisLoad;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * A list for each browser: its cost while nothing comes, and the time from LPUSH to receipt.
 *
 * @param prefix the start of the lists' names, followed by a number; the lists are emptied
 * @param lists their number
 * @param perSecond messages a second, each to another list
 * @param seconds the duration of each part
 * @param bytes the length of each message
 */
public record InboxesBench(String prefix, int lists, int perSecond, int seconds, int bytes) {
    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        target.clear(IntStream.range(0, lists).mapToObj(i -> prefix + i).toArray(String[]::new));
        IdleCost cost = new IdleCost(target, seconds);
        PacedMessages messages = new PacedMessages(perSecond, seconds, bytes);
        try (Publisher publisher = RedisLoad.toQueues(target.requireRedis(), i -> prefix + i % lists);
                LoadClient client = LoadClient.open(
                        target.servers(), lists, i -> target.stream("queue=" + prefix + i), i -> messages.receipts())) {
            Report report = new Report("inboxes, " + lists + " queues");
            cost.report(report, lists);
            messages.send(publisher, report);
            Receipts.awaitSettled();
            return report.add("streams cut", client.cut());
        }
    }
}
