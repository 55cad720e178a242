package dev.sluice.bench;

import java.io.IOException;

/**
 * What streams cost on which nothing comes.
 *
 * @param queue the queue
 * @param connections how many streams take from it
 * @param seconds for how long they are watched
 */
public record IdleBench(String queue, int connections, int seconds) {
    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        IdleCost cost = new IdleCost(target, seconds);
        String path = target.stream("queue=" + queue);
        try (LoadClient client =
                LoadClient.open(target.servers(), connections, i -> path, i -> (bytes, from, to, nanos) -> {})) {
            Report report = new Report("idle, " + connections + " connections on one queue");
            cost.report(report, connections);
            report.add("streams cut", client.cut());
            cost.reportHeap(report, client, connections);
            return report;
        }
    }
}
